import Units

/// How a leveraged trader goes about it: what does not change its bet, but which orders it sends.
struct TraderHabits: Equatable, Sendable {
  /// Distance of a stop from the price it entered at, parts per million of that; nil: it uses none.
  var stopDistance: UInt64?
  /// Likewise of a take-profit.
  var profitDistance: UInt64?
  /// Whether its orders have names, and it speaks of them by these.
  var namesOrders = false
  /// Whether its resting orders end by themselves.
  var limitsTime = false
  /// What it does with its money.
  var purse = Purse.open
  var bringsCollateral = false

  enum Purse: Equatable, Sendable {
    /// All of it stands behind every position.
    case open
    /// Three quarters stand behind its market, and the rest waits for a second try.
    case isolated
    /// Half of a gain goes to a sub-account, and half of the rest back to L1.
    case saving
  }

  init() {}

  /// Half of all traders use no stop: a crash shall find somebody to liquidate.
  init(leverage: UInt64, _ draws: inout KeyedDraws) {
    let full = 1_000_000 / leverage
    if draws.chance(partsPerMillion: 500_000) {
      stopDistance = full * draws.within(20...60) / 100
      if draws.chance(partsPerMillion: 500_000) { profitDistance = full * draws.within(50...100) / 100 }
    }
    namesOrders = draws.chance(partsPerMillion: 333_333)
    limitsTime = draws.chance(partsPerMillion: 333_333)
    switch draws.below(8) {
    case 0: purse = .isolated
    case 1, 2: purse = .saving
    default: purse = .open
    }
    bringsCollateral = draws.chance(partsPerMillion: 100_000)
  }
}
