/// An integer of any size, in the way it is taught in school: what 256-bit comparisons must agree with.
struct BigInteger: Comparable {
  private var isNegative: Bool
  /// Base 2^32, lowest first, without leading zeroes.
  private var digits: [UInt64]

  init(_ value: Int128) {
    isNegative = value < 0
    digits = (0..<4).map { UInt64(truncatingIfNeeded: value.magnitude >> (32 * $0) & 0xffff_ffff) }
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { isNegative = false }
  }

  static func * (left: Self, right: Self) -> Self {
    var product = left
    product.digits = [UInt64](repeating: 0, count: left.digits.count + right.digits.count)
    for (i, a) in left.digits.enumerated() {
      var carry: UInt64 = 0
      for (j, b) in right.digits.enumerated() {
        let sum = product.digits[i + j] + a * b + carry
        product.digits[i + j] = sum & 0xffff_ffff
        carry = sum >> 32
      }
      product.digits[i + right.digits.count] += carry
    }
    product.isNegative = left.isNegative != right.isNegative
    product.trim()
    return product
  }

  static func < (left: Self, right: Self) -> Bool {
    guard left.isNegative == right.isNegative else { return left.isNegative }
    let isSmaller =
      left.digits.count == right.digits.count
      ? left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
      : left.digits.count < right.digits.count
    return left.isNegative ? left != right && !isSmaller : isSmaller
  }
}
