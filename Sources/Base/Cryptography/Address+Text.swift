extension Address: CustomStringConvertible {
  /// Forty hexadecimal digits, with or without `0x`. Their case is not looked at; see `init(checksummed:)`.
  public init?(hex: String) {
    guard let bytes = Hex.decode(hex), bytes.count == Self.byteCount else { return nil }
    self.init(bytes)
  }

  /// An address as a person types it: digits of both cases must spell the checksum of EIP-55.
  ///
  /// Digits of one case only carry no checksum and are taken as they are (EIP-55, "Implementation").
  public init(checksummed text: String) throws(AddressError) {
    guard let bytes = Hex.decode(text) else { throw .notHexadecimal }
    guard bytes.count == Self.byteCount else { throw .wrongLength(byteCount: bytes.count) }
    self.init(bytes)
    let digits = text.utf8.suffix(2 * Self.byteCount)
    let isMixed = digits.contains(where: Self.isLowerLetter) && digits.contains(where: Self.isUpperLetter)
    guard !isMixed || digits.elementsEqual(checksummed.utf8.dropFirst(2)) else {
      throw .wrongChecksum(expected: checksummed)
    }
  }

  /// `0x` and forty digits in lower case.
  public var hex: String { Hex.encode(bytes) }

  /// `0x` and forty digits, each letter in upper case where the digit of the hash of the lower-case digits at the
  /// same place is 8 or more (EIP-55).
  public var checksummed: String {
    let digits = Array(hex.utf8.dropFirst(2))
    let hash = Keccak256.hash(digits)
    let cased = digits.enumerated().map { place, digit in
      let hashDigit = place.isMultiple(of: 2) ? hash[byte: place / 2] >> 4 : hash[byte: place / 2] & 15
      return Self.isLowerLetter(digit) && hashDigit >= 8 ? digit - 0x20 : digit
    }
    return "0x" + String(decoding: cased, as: UTF8.self)
  }

  public var description: String { checksummed }

  private static func isLowerLetter(_ digit: UInt8) -> Bool { (0x61...0x66).contains(digit) }
  private static func isUpperLetter(_ digit: UInt8) -> Bool { (0x41...0x46).contains(digit) }
}
