/// Why a text is no price history. Lines count from 1, a header included; columns count from 1.
public enum KlineError: Error, Equatable, Sendable {
  case headerNamesOtherColumn(column: Int, expected: String, found: String)
  case tooFewColumns(line: Int, needed: Int, found: Int)
  case notATime(line: Int, found: String)
  case notAPrice(line: Int, column: String, found: String)
  /// No price is zero.
  case zeroPrice(line: Int, column: String)
  /// `low` is above another price of the bar, or `high` below one.
  case pricesOutOfOrder(line: Int)
  case timeNotRising(line: Int, previousMs: UInt64, foundMs: UInt64)
  /// A bar lies between the places that the shortest distance of two bars allows.
  case timeOffTheGrid(line: Int, durationMs: UInt64, sincePreviousMs: UInt64)
  /// Bars last as long as the shortest distance of two of them, and a bar's four prices need four different
  /// milliseconds.
  case barsTooShort(durationMs: UInt64)
  case tooFewBars(needed: Int, found: Int)
}

extension KlineError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .headerNamesOtherColumn(let column, let expected, let found):
      "line 1: column \(column) is named \(found), and should be \(expected)"
    case .tooFewColumns(let line, let needed, let found):
      "line \(line): \(found) columns, and \(needed) are needed (open_time,open,high,low,close)"
    case .notATime(let line, let found):
      "line \(line): open_time \(found) is no whole number of milliseconds, in seconds, milliseconds or microseconds"
    case .notAPrice(let line, let column, let found):
      "line \(line): \(column) \(found) is no decimal number of at most \(DecimalPrice.decimals) decimals"
    case .zeroPrice(let line, let column): "line \(line): \(column) is zero"
    case .pricesOutOfOrder(let line): "line \(line): open and close do not lie between low and high"
    case .timeNotRising(let line, let previous, let found):
      "line \(line): open_time \(found) ms does not follow \(previous) ms"
    case .timeOffTheGrid(let line, let duration, let distance):
      "line \(line): \(distance) ms after the bar before, which is no multiple of \(duration) ms"
    case .barsTooShort(let duration):
      "bars of \(duration) ms are too short: each gives \(KlineBar.priceCount) blocks of different times"
    case .tooFewBars(let needed, let found):
      "\(found) bars, and \(needed) are needed to know how long one lasts"
    }
  }
}
