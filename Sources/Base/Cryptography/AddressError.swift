/// Why a text is not an address.
public enum AddressError: Error, Equatable, Sendable {
  case notHexadecimal
  case wrongLength(byteCount: Int)
  /// The case of the digits disagrees with EIP-55; `expected` is the same address spelled correctly.
  case wrongChecksum(expected: String)
}
