import JSON
import Ledger
import MockL1
import Units

/// Where the end of the rollup stands, for scripts and for people.
struct EscapeView {
  let contracts: Contracts
  /// The L1's head.
  let l1Block: UInt64
  /// The exchange's last block that counts, once it has ended; nil before, or if nothing counts.
  let lastBlock: UInt64?
  let units: TradingUnits

  private var escape: Escape { contracts.escape }

  var isWindowOpen: Bool { contracts.exitWindowEndBlock.map { l1Block + 1 < $0 } ?? false }

  var members: [(String, JSONValue)] {
    let freeze = escape.freeze
    return [
      ("l1Block", .count(l1Block)), ("isFrozen", .bool(freeze != nil)),
      ("earliestFreezeL1Block", freeze == nil ? .count(contracts.earliestFreezeBlock) : .null),
      ("frozenInL1Block", freeze.map { .count($0.l1Number) } ?? .null),
      ("claim", freeze?.claim.index.map { .count($0) } ?? .null), ("lastBlock", lastBlock.map { .count($0) } ?? .null),
      ("messagesRead", freeze.map { .count($0.messagesRead) } ?? .null),
      ("windowEndsInL1Block", contracts.exitWindowEndBlock.map { .count($0) } ?? .null),
      ("isWindowOpen", .bool(isWindowOpen)), ("registered", units.json(escape.registered)),
      ("shareable", freeze == nil ? .null : units.json(contracts.shareable)),
      ("unrefunded", units.json(escape.unrefunded)),
    ]
  }

  var json: JSONValue { json([], lines) }

  func json(_ more: [(String, JSONValue)], _ text: [String]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in members + more { object[key] = value }
    object["text"] = .array(text.map { .string($0) })
    return .object(object)
  }
}

// MARK: - In words

extension EscapeView {
  var lines: [String] { escape.freeze.map(ended) ?? living }

  private var living: [String] {
    let earliest = contracts.earliestFreezeBlock
    let last = contracts.batchInbox.entries.last.map { "Its last batch came in L1 block \($0.l1Number)." }
    return [
      "The rollup lives. \(last ?? "It has posted no batch yet.")",
      l1Block + 1 >= earliest
        ? "Anybody may end it now: 'plimsoll exit freeze'."
        : "If no other comes, anybody may end it from L1 block \(earliest) on; the next is \(l1Block + 1).",
    ]
  }

  private func ended(_ freeze: Escape.Freeze) -> [String] {
    var lines = ["The rollup ended in L1 block \(freeze.l1Number). No more blocks are made."]
    if let lastBlock, let claim = freeze.claim.index {
      lines.append("What counts is the state after block \(lastBlock), which claim \(claim) says and nobody disproved.")
      lines.append(windowLine)
      let registered = units.text(escape.registered)
      lines.append(
        "Registered so far: \(registered ?? "nothing"). There is to share: \(units.text(contracts.shareable) ?? "nothing")."
      )
    } else {
      lines.append("No claim was settled before, so no account can be shown, and no deposit counts as read.")
    }
    if let unrefunded = units.text(escape.unrefunded) {
      lines.append("Deposits that were not read and can be taken back ('plimsoll exit refund'): \(unrefunded).")
    }
    return lines
  }

  private var windowLine: String {
    isWindowOpen
      ? "Whoever shows his account before L1 block \(windowEnd) has a full share: 'plimsoll exit'."
      : "The window is over: 'plimsoll exit collect' pays a share, 'plimsoll exit' what is left to who comes late."
  }

  var windowEnd: UInt64 { contracts.exitWindowEndBlock ?? 0 }

  /// How to get to the end of the window on a mock L1.
  var waitLine: String {
    let missing = windowEnd - min(windowEnd, l1Block + 1)
    return
      "Shares are paid from L1 block \(windowEnd) on; the next is \(l1Block + 1). "
      + "'plimsoll l1 advance --blocks \(missing)' makes those between."
  }
}

extension TradingUnits {
  /// By symbol.
  func json(_ amounts: AssetAmounts) -> JSONValue {
    var object = JSONObject()
    for asset in assets { object[asset.symbol] = .string(asset.amount(amounts[asset.asset])) }
    return .object(object)
  }

  /// `1000.5 USDC and 0.2 WETH`; nil for nothing.
  func text(_ amounts: AssetAmounts) -> String? {
    let parts = assets.filter { amounts[$0.asset] > 0 }.map { "\($0.amount(amounts[$0.asset])) \($0.symbol)" }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }
}
