/// The 256-bit big-endian words of Ethereum's ABI and of secp256k1.
extension Bytes32 {
  /// The number whose 64-bit digits are `digits`, the most significant first.
  init(bigEndian digits: (UInt64, UInt64, UInt64, UInt64)) {
    self.init(
      word0: digits.0.bigEndian, word1: digits.1.bigEndian, word2: digits.2.bigEndian, word3: digits.3.bigEndian)
  }

  /// `value` as `uint256`.
  init(uint value: UInt128) {
    self.init(bigEndian: (0, 0, UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value)))
  }

  /// `value` as `int256`: two's complement, the sign extended to the left.
  init(int value: Int128) {
    let sign: UInt64 = value < 0 ? .max : 0
    self.init(bigEndian: (sign, sign, UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value)))
  }

  /// `flag` as `bool`: one or zero.
  init(bool flag: Bool) { self.init(uint: flag ? 1 : 0) }

  /// `address` as the ABI has it: twelve zero bytes, then the twenty.
  init(address: Address) {
    let (first, second) = (UInt64(bigEndian: address.word0), UInt64(bigEndian: address.word1))
    let third = UInt64(UInt32(bigEndian: address.word2))
    self.init(bigEndian: (0, first >> 32, first << 32 | second >> 32, second << 32 | third))
  }
}
