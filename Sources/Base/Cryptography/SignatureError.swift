/// Why a signature is refused. Each case has one cause and carries what explains it.
public enum SignatureError: Error, Equatable, Sendable {
  /// Not the 65 bytes of r ‖ s ‖ v.
  case wrongLength(byteCount: Int)
  /// The last byte is none of 0, 1, 27 and 28.
  case badRecoveryByte(UInt8)
  /// The parity of R's y coordinate is neither 0 nor 1.
  case badParity(UInt8)
  case rZero
  /// r is not below the order of the group.
  case rOutOfRange(Bytes32)
  case sZero
  /// s is not below the order of the group.
  case sOutOfRange(Bytes32)
  /// s lies in the upper half of its range. The same signature with n − s is the only accepted form (EIP-2).
  case highS(Bytes32)
  /// No point of the curve has r for its x coordinate, or the key it leads to is the point at infinity.
  case noKeyRecoverable
  /// The signature is sound, and somebody else's: of another key, or over another digest.
  case wrongSigner(claimed: Address, recovered: Address)
}
