/// The trades of a stream in a few numbers, as the reference program of W1 prints them.
public struct TradeTotals: TradeSink, Equatable, Sendable {
  public private(set) var trades: Int
  public private(set) var lots: UInt64
  /// FNV-1a of 64 bits over four little-endian words a trade: maker, taker, tick, lots. The start value is one digit
  /// short of the usual one, as published.
  public private(set) var hash: UInt64

  public init(trades: Int = 0, lots: UInt64 = 0, hash: UInt64 = 1_469_598_103_934_665_603) {
    self.trades = trades
    self.lots = lots
    self.hash = hash
  }

  public mutating func count(_ trade: Trade) {
    trades += 1
    lots += trade.lots
    mix(trade.maker)
    mix(trade.taker)
    mix(UInt64(trade.tick))
    mix(trade.lots)
  }

  private mutating func mix(_ word: UInt64) {
    for byte in 0..<8 as Range<UInt64> { hash = (hash ^ (word >> (8 * byte) & 255)) &* 1_099_511_628_211 }
  }

  /// Sixteen hexadecimal digits.
  public var hashText: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension TradeTotals: CustomStringConvertible {
  public var description: String { "\(trades) trades of \(lots) lots with hash \(hashText)" }
}
