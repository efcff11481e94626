import Ledger
import Units

/// How an agent decides. A function of what it sees and of its draws: it remembers nothing, so that a chain that is
/// resumed goes on as if it had never stopped.
protocol Strategy: Sendable {
  /// Quote atoms that an agent of this kind brings along.
  var deposit: Notional { get }

  /// Whether it brings the collateral asset too, where there is one.
  var bringsCollateral: Bool { get }

  /// Whether it trades through a session key.
  var usesSessionKey: Bool { get }

  /// Blocks, in which the agent wakes once.
  static var periodBlocks: UInt64 { get }

  /// What to do, in this order.
  func actions(_ standing: Standing, _ outlook: Outlook, _ draws: inout KeyedDraws) -> [Action]
}

extension Strategy {
  var bringsCollateral: Bool { false }
  var usesSessionKey: Bool { false }
}

/// Amounts in which agents are described.
extension Notional {
  static func quoteUnits(_ units: UInt64) -> Notional { Notional(atoms: Int128(units) * 1_000_000) }

  func times(_ factor: UInt64) -> Notional { Notional(atoms: atoms * Int128(factor)) }

  /// Toward zero.
  func share(partsPerMillion: UInt64) -> Notional { Notional(atoms: atoms * Int128(partsPerMillion) / 1_000_000) }

  /// Below this an agent has lost its money and stays away.
  static let leastEquity = Notional.quoteUnits(10)

  /// 500 quote units, doubled so often as a coin shows heads, six times at most: few have much. Mean 2,000.
  static func drawnEquity(_ draws: inout KeyedDraws) -> Notional {
    quoteUnits(500 << UInt64(min((~draws.next()).leadingZeroBitCount, 6)))
  }
}
