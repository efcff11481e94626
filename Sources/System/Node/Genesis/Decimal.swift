import Units

/// Exact decimal text: how amounts, prices and sizes travel at our borders.
public enum Decimal {
  /// Why a text is not the amount that is wanted.
  public enum ParseError: Error, Equatable, Sendable {
    case notDecimal
    case tooManyDecimals(limit: Int)
    case outOfRange
  }

  /// `text` × 10^`decimals`, which must be an integer: `"1000.5"` with 6 decimals is 1,000,500,000.
  public static func parse(_ text: String, decimals: Int) throws(ParseError) -> Int128 {
    var digits = Array(text.utf8)[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty else { throw .notDecimal }
    var fraction = parts.count > 1 ? parts[1] : []
    while fraction.count > decimals, fraction.last == UInt8(ascii: "0") { fraction = fraction.dropLast() }
    guard fraction.count <= decimals else { throw .tooManyDecimals(limit: decimals) }
    let padding = [UInt8](repeating: UInt8(ascii: "0"), count: decimals - fraction.count)
    var value: Int128 = 0
    for digit in whole + fraction + padding {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { throw .notDecimal }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow, scaled <= Int128.max - 9 else { throw .outOfRange }
      value = scaled + Int128(digit - UInt8(ascii: "0"))
    }
    return isNegative ? -value : value
  }

  /// `value` × 10^-`decimals`, without zeroes at the end.
  public static func format(_ value: Int128, decimals: Int) -> String {
    var digits = String(value.magnitude)
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    let whole = digits.dropLast(decimals)
    var fraction = digits.suffix(decimals)
    while fraction.last == "0" { fraction.removeLast() }
    let sign = value < 0 ? "-" : ""
    return fraction.isEmpty ? sign + whole : sign + whole + "." + fraction
  }

  /// Quote atoms in an USDC: 10^6.
  public static let quoteDecimals = 6

  /// Micro-atoms in an USDC: 10^12.
  public static let microDecimals = 12

  /// A price in USDC for one unit of what has lots of 10^-`lotDecimals`.
  public static func price(atomsPerLot: UInt64, lotDecimals: Int) -> String {
    let decimals = quoteDecimals - lotDecimals
    let zeroes = (0..<max(-decimals, 0)).reduce(1 as Int128) { power, _ in power * 10 }
    return format(Int128(atomsPerLot) * zeroes, decimals: max(decimals, 0))
  }

  public static func format(_ notional: Notional) -> String { format(notional.atoms, decimals: quoteDecimals) }
}
