import Cryptography
import JSON
import Ledger
import Merkle
import MockL1
import Settlement
import Simulation
import Units

// The end of the rollup and how everybody leaves it, as the L1's methods have it. All of it runs on the node's queue.
extension DevnetNode {
  /// `dev_freeze`: ends the rollup, whose sequencer has been silent for long enough.
  func freeze(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let isHurried = parameters[0]?.boolValue ?? false
    let outcome = try escaping {
      try engine.freeze(from: DevnetKeys.faucet.address, isHurried: isHurried)
    }
    return try settled(outcome) ?? escapeView.json
  }

  /// `l1_escape`: how far the end has come, and what of it concerns one owner.
  func escapeJSON(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    guard parameters[0] != nil else { return escapeView.json }
    return ownExitView(try leaver(parameters)).json
  }

  /// `dev_exit`: shows the bridge what a sub-account's accounts were worth.
  func exit(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let machine = try escaping { try settledMachine() }
    let state = machine.execution.state
    let leaver = try leaver(parameters, in: state)
    var shown: [OwnExitView.Payment] = []
    for account in leaver.accounts {
      guard engine.l1.contracts.escape.exit(of: account).stage == .none, let value = worth(of: account, in: state)
      else { continue }
      let before = tokens(of: value.recipient)
      if let pending = try settled(try escaping { try engine.exit(account, in: machine) }) { return pending }
      shown.append(OwnExitView.Payment(account, worth: value, paid: tokens(of: value.recipient, since: before)))
    }
    guard !shown.isEmpty else { throw nothingToExit(leaver) }
    return ownExitView(leaver, showing: shown).json
  }

  /// `dev_collectExit`: has a sub-account's registered accounts paid their shares.
  func collectExit(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let leaver = try leaver(parameters)
    let escape = engine.l1.contracts.escape
    let registered = leaver.accounts.filter { escape.exit(of: $0).stage == .registered }
    guard !registered.isEmpty else { throw nothingToCollect(leaver) }
    var paid: [OwnExitView.Payment] = []
    for account in registered {
      let record = escape.exit(of: account)
      let before = tokens(of: record.recipient)
      if let pending = try settled(try escaping { try engine.collectExit(account) }) { return pending }
      paid.append(
        OwnExitView.Payment(
          account, worth: ExitValue(recipient: record.recipient, atoms: record.atoms, lots: record.lots),
          paid: tokens(of: record.recipient, since: before)))
    }
    return ownExitView(leaver, showing: paid).json
  }

  /// `dev_refundDeposit`: gives back a deposit that no settled batch has read.
  func refundDeposit(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let index = UInt32(try parameters.count(0, "a message's number", default: 0, in: 0...Int(UInt32.max)))
    let outcome = try escaping {
      try engine.refundDeposit(index, from: DevnetKeys.faucet.address)
    }
    if let pending = try settled(outcome) { return pending }
    guard let deposit = engine.l1.contracts.inbox.messages[Int(index)].asDeposit else { return .null }
    return RefundView(index: index, deposit: deposit, isRefunded: true, units: TradingUnits(engine.state)).json
  }

  /// - Throws: that the rollup has ended, for what would have to reach the exchange.
  func checkIsAlive() throws(RPCError) {
    guard let freeze = engine.l1.contracts.escape.freeze else { return }
    throw .rejected(
      "ENDED",
      "the rollup ended in L1 block \(freeze.l1Number): no more blocks are made. Everybody leaves with 'plimsoll exit'",
      ["l1Block": .count(freeze.l1Number)])
  }
}

// MARK: - Who leaves, and with what

/// Whose accounts leave: a sub-account's cross bucket, and the markets that have collateral of their own.
struct Leaver {
  let owner: OwnerID
  let address: Address
  let subAccount: UInt8
  /// The cross bucket first.
  let accounts: [AccountID]

  var cross: AccountID { accounts[0] }
}

extension DevnetNode {
  var escapeView: EscapeView {
    EscapeView(
      contracts: engine.l1.contracts, l1Block: engine.l1.head.block.number, lastBlock: engine.lastSettledBlock,
      units: TradingUnits(engine.state))
  }

  private func ownExitView(_ leaver: Leaver, showing payments: [OwnExitView.Payment] = []) -> OwnExitView {
    OwnExitView(escape: escapeView, leaver: leaver, state: engine.state, payments: payments)
  }

  /// Of the first two parameters, an owner and `{subAccount: 0}`.
  ///
  /// - Parameter state: in which the owner must have it; the last one if it is nil.
  private func leaver(_ parameters: RPCParameters, in state: State? = nil) throws(RPCError) -> Leaver {
    let (id, state) = (try owner(parameters[0]), state ?? engine.state)
    guard id.index < state.owners.count else {
      throw .rejected(
        "UNKNOWN_OWNER",
        "owner \(id.rawValue) had no account when the rollup ended; deposits that were not read are given back "
          + "('plimsoll exit refund')", ["owner": .count(id.rawValue)])
    }
    let subAccount: UInt8 = try parameters[1]?.objectValue?.unsigned("subAccount", default: 0) ?? 0
    let view = try AccountView(state: state, owner: id, subAccount: subAccount)
    let record = state.known { (state) throws(StateAccessError) in try state.owners.read(id.index) }
    return Leaver(
      owner: id, address: record.address, subAccount: subAccount, accounts: state.accounts(beside: view.cross))
  }

  /// The machine in which everything ended. It is carried out for the first who leaves.
  private func settledMachine() throws -> Machine {
    if var known = lastMachine, known.root() == engine.settledRoot { return known }
    let machine = try engine.settledMachine()
    lastMachine = machine
    return machine
  }

  /// What an account may take out; nil if that is nothing.
  private func worth(of account: AccountID, in state: State) -> ExitValue? {
    guard let value = try? state.exitValue(of: account), value.atoms > 0 || value.lots > 0 else { return nil }
    return value
  }

  private func nothingToExit(_ leaver: Leaver) -> RPCError {
    let stages = leaver.accounts.map { engine.l1.contracts.escape.exit(of: $0).stage }
    if stages.contains(.registered) {
      return .rejected(
        "ALREADY_REGISTERED", "it is registered already; 'plimsoll exit collect' has it paid after the window")
    }
    if stages.contains(.paid) { return .rejected("ALREADY_EXITED", "it has left already, and nobody leaves twice") }
    return .rejected("NOTHING_TO_EXIT", "it was worth nothing when the rollup ended")
  }

  private func nothingToCollect(_ leaver: Leaver) -> RPCError {
    let contracts = engine.l1.contracts
    guard contracts.escape.freeze != nil else {
      return RPCError(Engine.EscapeRefusal.notFrozen(earliestBlock: contracts.earliestFreezeBlock))
    }
    let paid = leaver.accounts.first { contracts.escape.exit(of: $0).stage == .paid }
    return RPCError(escape: paid.map { .alreadyExited($0) } ?? .notRegistered(leaver.cross))
  }

  private func tokens(of address: Address) -> AssetAmounts {
    let account = engine.l1.contracts.accounts[address]
    var amounts = AssetAmounts()
    (amounts.atoms, amounts.lots) = (UInt128(account.atoms), UInt128(account.lots))
    return amounts
  }

  private func tokens(of address: Address, since before: AssetAmounts) -> AssetAmounts {
    var gained = tokens(of: address)
    for asset in Asset.allCases { gained[asset] -= min(before[asset], gained[asset]) }
    return gained
  }

  /// Nil for an outcome that is as it should be; what is answered while the L1 is congested.
  private func settled(_ outcome: L1Outcome?) throws(RPCError) -> JSONValue? {
    guard let outcome else {
      return [
        "pending": true, "l1Block": .count(engine.l1.head.block.number),
        "text": ["The L1 is congested: it waits there. 'plimsoll l1 congest --blocks 0' ends that."],
      ]
    }
    if case .reverted(let revert) = outcome { throw RPCError(escape: revert) }
    return nil
  }

  private func escaping<T>(_ body: () throws -> T) throws(RPCError) -> T {
    do {
      let result = try body()
      try flush()
      return result
    } catch let refusal as Engine.EscapeRefusal {
      throw RPCError(refusal)
    } catch { throw RPCError(code: RPCError.internalErrorCode, message: "\(error)") }
  }
}

extension State {
  /// A cross bucket, and all isolated accounts that were ever beside it.
  fileprivate func accounts(beside cross: AccountID) -> [AccountID] {
    known { (state) throws(StateAccessError) in
      var accounts = [cross]
      var link = try state.accounts.read(cross.index).nextIsolated
      while let index = link.index {
        accounts.append(AccountID(UInt32(index)))
        link = try state.accounts.read(index).nextIsolated
      }
      return accounts
    }
  }
}
