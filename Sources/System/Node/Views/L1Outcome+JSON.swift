import JSON
import MockL1
import Units

extension L1Outcome {
  /// `type`, and of what it speaks.
  var json: JSONValue {
    switch self {
    case .deposited(let index): ["type": "deposited", "message": .count(index)]
    case .posted(let index): ["type": "posted", "entry": .count(index)]
    case .claimed(let index): ["type": "claimed", "claim": .count(index)]
    case .moved(let index): ["type": "moved", "move": .count(index)]
    case .stepped(let index): ["type": "stepped", "move": .count(index)]
    case .resolved(let index, let verdict):
      ["type": "resolved", "move": .count(index), "verdict": .string("\(verdict)")]
    case .paid(let index, let atoms): ["type": "paid", "move": .count(index), "amount": .string(Self.usdc(atoms))]
    case .forced(let index): ["type": "forced", "message": .count(index)]
    case .forceIncluded(let index): ["type": "forceIncluded", "entry": .count(index)]
    case .withdrawalProven(let index): ["type": "withdrawalProven", "withdrawal": .count(index)]
    case .withdrawalPaid(let index): ["type": "withdrawalPaid", "withdrawal": .count(index)]
    case .frozen: ["type": "frozen"]
    case .exitRegistered(let account): ["type": "exitRegistered", "account": .count(account.rawValue)]
    case .exitPaid(let account): ["type": "exitPaid", "account": .count(account.rawValue)]
    case .depositRefunded(let index): ["type": "depositRefunded", "message": .count(index)]
    case .reverted(let revert): ["type": "reverted", "revert": .string(revert.name)]
    }
  }

  /// What happened, for people; without a full stop.
  var sentence: String {
    switch self {
    case .deposited(let index): "the deposit is message \(index) of the inbox"
    case .posted(let index): "the batch is entry \(index)"
    case .claimed(let index): "it is claim \(index)"
    case .moved(let index): "it is move \(index)"
    case .stepped(let index): "the step shows that move \(index) is wrong"
    case .resolved(let index, .countered): "move \(index) has lost"
    case .resolved(let index, _): "move \(index) stands"
    case .paid(let index, let atoms): "the bond of move \(index) is paid: \(Self.usdc(atoms)) USDC"
    case .forced(let index): "it is message \(index) of the inbox"
    case .forceIncluded(let index): "entry \(index) reads what was overdue"
    case .withdrawalProven(let index): "withdrawal \(index) is proven"
    case .withdrawalPaid(let index): "withdrawal \(index) is paid"
    case .frozen: "the rollup has ended"
    case .exitRegistered(let account): "account \(account.rawValue) leaves with what it was worth"
    case .exitPaid(let account): "account \(account.rawValue) is paid out"
    case .depositRefunded(let index): "the deposit that is message \(index) is paid back"
    case .reverted(let revert): "the L1 refuses it: \(revert.sentence)"
    }
  }

  private static func usdc(_ atoms: UInt64) -> String { Decimal.format(Int128(atoms), decimals: Decimal.quoteDecimals) }
}
