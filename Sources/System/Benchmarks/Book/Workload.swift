import Units

/// W1: a published stream of orders with no input but its length, on whose trades three other engines agree.
///
/// 55 % limit orders, 35 % cancels, 10 % immediate orders, on 100 ticks around 10,000. A stream is the beginning of every
/// longer one.
public struct Workload: Sendable {
  public let operations: [BookOperation]

  public init(operationCount: Int) {
    var generator = WorkloadGenerator()
    operations = (0..<operationCount).map { _ in generator.next() }
  }

  /// The trades of the streams whose totals were published, by their length.
  public static let published: [Int: TradeTotals] = [
    1_000: TradeTotals(trades: 399, lots: 14_824, hash: 0x10c0_dfed_5622_3f99),
    10_000: TradeTotals(trades: 3_887, lots: 147_226, hash: 0x2888_6b64_901a_af71),
    100_000: TradeTotals(trades: 39_682, lots: 1_501_662, hash: 0x0ac1_aa63_dcc8_914e),
    1_000_000: TradeTotals(trades: 396_068, lots: 15_036_502, hash: 0x4133_af1c_1c0d_cdda),
  ]
}

/// Draws the operations one after the other, as the published generator does.
private struct WorkloadGenerator {
  /// The state of xorshift64.
  private var bits: UInt64 = 88_172_645_463_325_252
  /// Limit orders that were never cancelled; some have been filled.
  private var live: [UInt64] = []
  private var lastID: UInt64 = 0

  mutating func next() -> BookOperation {
    let share = draw() % 100
    if share < 55 || live.isEmpty { return limit() }
    return share < 90 ? cancel() : immediate()
  }

  private mutating func limit() -> BookOperation {
    lastID += 1
    live.append(lastID)
    let side = side()
    let distance = draw() % 50
    let tick = side == .buy ? 9_999 - distance : 10_000 + distance
    return .limit(id: lastID, side, tick: UInt32(tick), lots: 1 + draw() % 100)
  }

  private mutating func cancel() -> BookOperation {
    let position = Int(draw() % UInt64(live.count))
    let id = live[position]
    live[position] = live[live.count - 1]
    live.removeLast()
    return .cancel(id: id)
  }

  private mutating func immediate() -> BookOperation {
    lastID += 1
    let side = side()
    return .immediate(id: lastID, side, tick: side == .buy ? 10_049 : 9_950, lots: 1 + draw() % 300)
  }

  private mutating func side() -> Side { draw() & 1 == 1 ? .buy : .sell }

  /// xorshift64 (Marsaglia 2003).
  private mutating func draw() -> UInt64 {
    bits ^= bits << 13
    bits ^= bits >> 7
    bits ^= bits << 17
    return bits
  }
}
