/// An integer of up to 256 bits and a sign, between its text in a document and its word in a hash.
struct WideInteger: Sendable {
  private let isNegative: Bool
  /// 64-bit digits, the least significant first.
  private let magnitude: InlineArray<4, UInt64>

  enum ParsingFailure: Error { case notAnInteger, tooLarge }

  /// Decimal digits after an optional minus sign, or hexadecimal digits after `0x`.
  init(_ text: String) throws(ParsingFailure) {
    let characters = text.utf8[...]
    if text.hasPrefix("0x") {
      try self.init(isNegative: false, digits: characters.dropFirst(2), radix: 16)
    } else if text.hasPrefix("-") {
      try self.init(isNegative: true, digits: characters.dropFirst(), radix: 10)
    } else {
      try self.init(isNegative: false, digits: characters, radix: 10)
    }
  }

  private init(isNegative: Bool, digits: Substring.UTF8View, radix: UInt64) throws(ParsingFailure) {
    guard !digits.isEmpty, digits.allSatisfy({ Self.value($0) < radix }) else { throw .notAnInteger }
    var magnitude: InlineArray<4, UInt64> = .init(repeating: 0)
    for digit in digits {
      var carry = Self.value(digit)
      for place in 0..<4 {
        let (high, low) = magnitude[place].multipliedFullWidth(by: radix)
        let (sum, overflow) = low.addingReportingOverflow(carry)
        magnitude[place] = sum
        carry = high + (overflow ? 1 : 0)  // high < radix, so this cannot overflow.
      }
      guard carry == 0 else { throw .tooLarge }
    }
    self.isNegative = isNegative
    self.magnitude = magnitude
  }

  /// The word of a `uint` of `bitCount` bits; nil when the value does not fit.
  func unsigned(bitCount: Int) -> Bytes32? {
    guard significantBits(of: magnitude) <= (isNegative ? 0 : bitCount) else { return nil }
    return word(magnitude)
  }

  /// The word of an `int` of `bitCount` bits, in two's complement; nil when the value does not fit.
  func signed(bitCount: Int) -> Bytes32? {
    guard isNegative, significantBits(of: magnitude) > 0 else {
      return significantBits(of: magnitude) < bitCount ? word(magnitude) : nil
    }
    // −m is the complement of m − 1, which has one bit less than the type, as every positive value does.
    var below = magnitude
    for place in 0..<4 {
      let (difference, borrow) = below[place].subtractingReportingOverflow(1)
      below[place] = difference
      guard borrow else { break }
    }
    guard significantBits(of: below) < bitCount else { return nil }
    for place in 0..<4 { below[place] = ~below[place] }
    return word(below)
  }

  private func word(_ digits: InlineArray<4, UInt64>) -> Bytes32 {
    Bytes32(bigEndian: (digits[3], digits[2], digits[1], digits[0]))
  }

  private func significantBits(of digits: InlineArray<4, UInt64>) -> Int {
    for place in (0..<4).reversed() where digits[place] != 0 {
      return 64 * (place + 1) - digits[place].leadingZeroBitCount
    }
    return 0
  }

  /// The value of a digit of any radix up to 16; anything else is `UInt64.max`.
  private static func value(_ character: UInt8) -> UInt64 {
    switch character {
    case 0x30...0x39: UInt64(character - 0x30)
    case 0x41...0x46: UInt64(character - 0x41 + 10)
    case 0x61...0x66: UInt64(character - 0x61 + 10)
    default: .max
    }
  }
}
