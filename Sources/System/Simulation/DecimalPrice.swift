import Units

/// A price as a text has it, exactly: 10^-18 quote units for one unit of the base asset.
public struct DecimalPrice: Hashable, Comparable, Sendable {
  public let units: UInt128

  public static let decimals = 18

  public init(units: UInt128) { self.units = units }

  /// The number that `text` writes: digits with at most one point, and an optional exponent (`7.1e-06`), as
  /// spreadsheets and data frames write small prices.
  ///
  /// nil for anything else (a sign, a space, no digit), for more than 18 decimals that are not zero, and for 2^128
  /// units or more: the value is exact or refused.
  public init?(_ text: String) { self.init(ascii: Array(text.utf8)[...]) }

  init?(ascii text: ArraySlice<UInt8>) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
    guard let exponent = parts.count == 2 ? Int(String(decoding: parts[1], as: UTF8.self)) : 0,
      (-64...64).contains(exponent), let (digits, decimals) = Self.digits(parts[0]),
      let units = Self.scaled(digits, byTens: exponent - decimals + Self.decimals)
    else { return nil }
    self.units = units
  }

  public static func < (left: Self, right: Self) -> Bool { left.units < right.units }

  /// In the unit of a market whose lot is 10^-lotDecimals of the base asset: to the nearest atom, halves up.
  ///
  /// nil when that is zero or not below `Price.limit`.
  public func price(lotDecimals: UInt8) -> Price? {
    // An atom is 10^-6 quote units, so an atom a lot is 10^(lotDecimals − 6) a unit of the base asset.
    let unitsPerAtom = UInt128(10).power(Self.decimals - 6 + Int(lotDecimals))
    let (sum, overflow) = units.addingReportingOverflow(unitsPerAtom / 2)
    guard !overflow else { return nil }
    return UInt64(exactly: sum / unitsPerAtom).flatMap { Price(atomsPerLot: $0) }
  }

  private static func digits(_ text: ArraySlice<UInt8>) -> (value: UInt128, decimals: Int)? {
    var (value, decimals, digitCount): (UInt128, Int?, Int) = (0, nil, 0)
    for byte in text {
      if byte == UInt8(ascii: "."), decimals == nil {
        decimals = 0
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      guard let longer = value.timesTen(plus: byte - UInt8(ascii: "0")) else { return nil }
      value = longer
      decimals = decimals.map { $0 + 1 }
      digitCount += 1
    }
    return digitCount == 0 ? nil : (value, decimals ?? 0)
  }

  private static func scaled(_ value: UInt128, byTens tens: Int) -> UInt128? {
    var value = value
    for _ in 0..<tens.magnitude where value != 0 {
      if tens > 0 {
        guard let longer = value.timesTen(plus: 0) else { return nil }
        value = longer
      } else {
        guard value % 10 == 0 else { return nil }
        value /= 10
      }
    }
    return value
  }
}

extension UInt128 {
  /// nil on overflow.
  fileprivate func timesTen(plus digit: UInt8) -> UInt128? {
    let (product, overflow) = multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    return overflow || carry ? nil : sum
  }

  /// - Precondition: the result is below 2^128.
  fileprivate func power(_ exponent: Int) -> UInt128 { (0..<exponent).reduce(1) { power, _ in power * self } }
}
