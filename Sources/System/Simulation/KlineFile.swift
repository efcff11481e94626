/// A price history in the exchanges' common form: `open_time,open,high,low,close`, and whatever columns follow.
///
/// A first line whose first field is no number is a header; it must then name these columns so. Times are seconds,
/// milliseconds or microseconds since 1970, told apart by their size, line by line (exchanges have changed the unit
/// within one series). Bars may be missing, but all lie on one grid.
public struct KlineFile: Equatable, Sendable {
  /// By rising time; at least two.
  public let bars: [KlineBar]
  /// How long a bar lasts: the shortest distance of two.
  public let durationMs: UInt64

  public init(csv text: String) throws(KlineError) { try self.init(csv: Array(text.utf8)) }

  public init(csv bytes: [UInt8]) throws(KlineError) {
    var reader = KlineReader()
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) { try reader.read(line) }
    try self.init(reader.bars, lines: reader.lines)
  }

  private init(_ bars: [KlineBar], lines: [Int]) throws(KlineError) {
    guard bars.count >= 2 else { throw .tooFewBars(needed: 2, found: bars.count) }
    let distances = zip(bars, bars.dropFirst()).map { $1.openTimeMs - $0.openTimeMs }
    let duration = distances.min() ?? 0
    guard duration >= KlineBar.priceCount else { throw .barsTooShort(durationMs: duration) }
    if let index = distances.firstIndex(where: { !$0.isMultiple(of: duration) }) {
      throw .timeOffTheGrid(line: lines[index + 1], durationMs: duration, sincePreviousMs: distances[index])
    }
    (self.bars, durationMs) = (bars, duration)
  }
}

/// Reads the lines of a price history one after the other.
private struct KlineReader {
  private(set) var bars: [KlineBar] = []
  /// Where each bar stands in the text.
  private(set) var lines: [Int] = []
  private var line = 0

  private static let columns = ["open_time", "open", "high", "low", "close"]
  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  mutating func read(_ text: ArraySlice<UInt8>) throws(KlineError) {
    line += 1
    var text = text
    if line == 1, text.starts(with: Self.byteOrderMark) { text = text.dropFirst(Self.byteOrderMark.count) }
    if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
    guard !text.isEmpty else { return }
    let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count >= Self.columns.count else {
      throw .tooFewColumns(line: line, needed: Self.columns.count, found: fields.count)
    }
    if line == 1, DecimalPrice(ascii: fields[0]) == nil { return try checkHeader(fields) }
    try append(fields)
  }

  /// The first column goes by many names (`timestamp`, `date`); the prices are told apart by theirs alone.
  private func checkHeader(_ fields: [ArraySlice<UInt8>]) throws(KlineError) {
    for (column, expected) in Self.columns.enumerated().dropFirst() {
      let found = String(decoding: fields[column], as: UTF8.self)
      guard found.lowercased() == expected else {
        throw .headerNamesOtherColumn(column: column + 1, expected: expected, found: found)
      }
    }
  }

  private mutating func append(_ fields: [ArraySlice<UInt8>]) throws(KlineError) {
    let time = try time(fields[0])
    if let previous = bars.last?.openTimeMs, previous >= time {
      throw .timeNotRising(line: line, previousMs: previous, foundMs: time)
    }
    let (open, high) = (try price(fields, 1), try price(fields, 2))
    let (low, close) = (try price(fields, 3), try price(fields, 4))
    guard low <= min(open, close), max(open, close) <= high else { throw .pricesOutOfOrder(line: line) }
    bars.append(KlineBar(openTimeMs: time, open: open, high: high, low: low, close: close))
    lines.append(line)
  }

  /// In milliseconds. Seconds stay below 10^11 until the year 5138, milliseconds above it since 1973.
  private func time(_ field: ArraySlice<UInt8>) throws(KlineError) -> UInt64 {
    let text = String(decoding: field, as: UTF8.self)
    guard let number = UInt64(text), text.first != "+" else { throw .notATime(line: line, found: text) }
    switch number {
    case ..<100_000_000_000: return number * 1000
    case ..<100_000_000_000_000: return number
    case ..<100_000_000_000_000_000 where number.isMultiple(of: 1000): return number / 1000
    default: throw .notATime(line: line, found: text)
    }
  }

  private func price(_ fields: [ArraySlice<UInt8>], _ column: Int) throws(KlineError) -> DecimalPrice {
    guard let price = DecimalPrice(ascii: fields[column]) else {
      let text = String(decoding: fields[column], as: UTF8.self)
      throw .notAPrice(line: line, column: Self.columns[column], found: text)
    }
    guard price.units > 0 else { throw .zeroPrice(line: line, column: Self.columns[column]) }
    return price
  }
}
