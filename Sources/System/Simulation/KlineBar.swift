/// What a price did in one interval: where it began and ended, and how far it went on either side.
public struct KlineBar: Equatable, Sendable {
  /// When the interval begins, milliseconds since 1970.
  public let openTimeMs: UInt64
  public let open: DecimalPrice
  public let high: DecimalPrice
  public let low: DecimalPrice
  public let close: DecimalPrice

  /// - Precondition: `low` is the least of the four and `high` the greatest.
  init(openTimeMs: UInt64, open: DecimalPrice, high: DecimalPrice, low: DecimalPrice, close: DecimalPrice) {
    precondition(low <= min(open, close) && max(open, close) <= high, "a bar leaves its own range")
    (self.openTimeMs, self.open, self.high, self.low, self.close) = (openTimeMs, open, high, low, close)
  }

  /// How many prices a bar stands for, each the price of one block.
  public static let priceCount = 4

  /// A path through the bar: open, the extreme nearer to the open, the farther one, close.
  ///
  /// The bar does not say which extreme came first. The nearer one first makes the shorter path; of two equally near,
  /// the low comes first, because what we look at is who survives a fall.
  public var prices: [DecimalPrice] {
    let lowIsNearer = open.units - low.units <= high.units - open.units
    return lowIsNearer ? [open, low, high, close] : [open, high, low, close]
  }
}
