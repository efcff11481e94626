import Cryptography
import JSON
import Ledger
import Merkle
import MockL1
import Units

/// How far the accounts of a sub-account have come with leaving, and what has just happened to them.
struct OwnExitView {
  let escape: EscapeView
  let leaver: Leaver
  /// The last one: accounts are never removed from it.
  let state: State
  /// In the order in which they were shown or paid; empty where nobody did anything.
  let payments: [Payment]

  /// What a call did for an account.
  struct Payment {
    let account: AccountID
    let worth: AssetAmounts
    let paid: AssetAmounts

    init(_ account: AccountID, worth: ExitValue, paid: AssetAmounts) {
      (self.account, self.paid) = (account, paid)
      self.worth = AssetAmounts(worth)
    }
  }

  private var contracts: Contracts { escape.contracts }
  private var units: TradingUnits { escape.units }

  var json: JSONValue {
    escape.json(
      [
        ("owner", .count(leaver.owner.rawValue)), ("address", .string(leaver.address.checksummed)),
        ("subAccount", .count(leaver.subAccount)), ("exits", .array(leaver.accounts.map(exitJSON))),
        ("refunds", .array(refunds.map(\.json))),
      ], lines)
  }

  private func exitJSON(_ account: AccountID) -> JSONValue {
    let record = contracts.escape.exit(of: account)
    let payment = payments.first { $0.account == account }
    return [
      "account": .count(account.rawValue), "market": market(of: account).map { .string($0) } ?? .null,
      "stage": .string("\(record.stage)"),
      "worth": record.stage == .none ? .null : units.json(AssetAmounts(record)),
      "share": contracts.escape.share(of: account).map { units.json(AssetAmounts($0)) } ?? .null,
      "paid": payment.map { units.json($0.paid) } ?? .null,
    ]
  }

  /// Nil for a cross bucket.
  private func market(of account: AccountID) -> String? {
    let market = state.known { (state) throws(StateAccessError) in
      try state.accounts.read(account.index).isolatedMarket.index
    }
    return market.map { units.markets[Int($0)].rules.name }
  }

  /// The owner's deposits that no settled batch has read.
  private var refunds: [RefundView] {
    guard let freeze = contracts.escape.freeze else { return [] }
    return contracts.inbox.messages[Int(freeze.messagesRead)...].compactMap { message in
      guard let deposit = message.asDeposit, deposit.address == leaver.address else { return nil }
      let index = UInt32(message.index)
      return RefundView(
        index: index, deposit: deposit, isRefunded: contracts.escape.isRefunded(index), units: units)
    }
  }
}

// MARK: - In words

extension OwnExitView {
  private var lines: [String] {
    guard payments.isEmpty else { return payments.flatMap(story) + (isWaiting ? [escape.waitLine] : []) }
    return escape.lines + leaver.accounts.compactMap(standing) + refunds.map(\.line)
  }

  private var isWaiting: Bool {
    payments.contains { contracts.escape.exit(of: $0.account).stage == .registered } && escape.isWindowOpen
  }

  private func name(_ account: AccountID) -> String {
    "Account \(account.rawValue) (\(market(of: account).map { "isolated, \($0)" } ?? "cross"))"
  }

  private func story(_ payment: Payment) -> [String] {
    let worth = units.text(payment.worth) ?? "nothing"
    let line = "\(name(payment.account)) was worth \(worth) when the rollup ended."
    guard contracts.escape.exit(of: payment.account).stage == .paid else {
      return [line, "It is registered. If the window ended now, it would receive \(prospect(payment.worth))."]
    }
    let paid = units.text(payment.paid) ?? "nothing"
    return [
      line,
      payment.paid == payment.worth
        ? "It was paid in full." : "It was paid \(paid): \(part(payment)). There was no more for it.",
    ]
  }

  private func part(_ payment: Payment) -> String {
    units.assets.filter { payment.worth[$0.asset] > 0 }.map { asset in
      "\(percent(payment.paid[asset.asset], of: payment.worth[asset.asset])) of its \(asset.symbol)"
    }.joined(separator: ", ")
  }

  /// What there would be for it if nobody else registered.
  private func prospect(_ worth: AssetAmounts) -> String {
    units.assets.filter { worth[$0.asset] > 0 }.map { asset in
      let (available, registered) = (contracts.shareable[asset.asset], contracts.escape.registered[asset.asset])
      return "\(percent(min(available, registered), of: registered)) of its \(asset.symbol)"
    }.joined(separator: " and ")
  }

  private func standing(_ account: AccountID) -> String? {
    let record = contracts.escape.exit(of: account)
    let worth = units.text(AssetAmounts(record)) ?? "nothing"
    return switch record.stage {
    case .none: nil
    case .paid: "\(name(account)) was worth \(worth), and has left."
    case .registered:
      contracts.escape.share(of: account).map {
        "\(name(account)) was worth \(worth). Its share waits: \(units.text(AssetAmounts($0)) ?? "nothing")."
      } ?? "\(name(account)) was worth \(worth), and is registered."
    }
  }

  /// With two decimals, rounded down: less than all is never called all.
  private func percent(_ part: UInt128, of whole: UInt128) -> String {
    whole == 0 ? "100%" : "\(Decimal.format(Int128(part * 10_000 / whole), decimals: 2))%"
  }
}

extension AssetAmounts {
  fileprivate init(_ value: ExitValue) {
    self.init()
    (atoms, lots) = (UInt128(value.atoms), UInt128(value.lots))
  }

  fileprivate init(_ record: ExitRecord) {
    self.init()
    (atoms, lots) = (UInt128(record.atoms), UInt128(record.lots))
  }
}
