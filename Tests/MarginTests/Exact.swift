import TestSupport

/// An exact fraction, as the cases write it: `-0.015`, `36750`, `10/3`.
struct Exact: Equatable, Sendable {
  let numerator: Int128
  /// Positive; without common factors.
  let denominator: Int128

  init(_ numerator: Int128, over denominator: Int128 = 1) {
    var (a, b) = (numerator.magnitude, denominator.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = Int128(max(a, 1)) * (denominator < 0 ? -1 : 1)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ Exact(decimal: $0) }) else { return nil }
    guard parts.count == 2, let second = Exact(decimal: parts[1]) else {
      if parts.count != 1 { return nil }
      self = first
      return
    }
    self = first / second
  }

  private init?(decimal text: Substring) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let digits = Int128(parts.joined()) else { return nil }
    self.init(digits, over: Exact.power(parts.count == 2 ? parts[1].count : 0))
  }

  static func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

  /// The value, if it is whole.
  var whole: Int128? { denominator == 1 ? numerator : nil }

  var roundedDown: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }

  var roundedUp: Int128 { -(-self).roundedDown }

  static prefix func - (value: Self) -> Self { Exact(-value.numerator, over: value.denominator) }
  static func + (left: Self, right: Self) -> Self {
    Exact(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator)
  }
  static func - (left: Self, right: Self) -> Self { left + -right }
  static func * (left: Self, right: Self) -> Self {
    let (a, b) = (Exact(left.numerator, over: right.denominator), Exact(right.numerator, over: left.denominator))
    return Exact(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }
  static func / (left: Self, right: Self) -> Self { left * Exact(right.denominator, over: right.numerator) }
  static func < (left: Self, right: Self) -> Bool { (left - right).numerator < 0 }

  static let zero = Exact(0)
  var magnitude: Exact { numerator < 0 ? -self : self }
}

extension JSON {
  var exact: Exact? { string.flatMap { Exact($0) } }
}
