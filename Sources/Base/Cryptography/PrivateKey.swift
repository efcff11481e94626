/// A number in 1 ..< n that signs. Its text form does not show it.
public struct PrivateKey: Sendable {
  public let bytes: Bytes32

  /// nil for zero and for a number not below the order of the group.
  public init?(_ bytes: Bytes32) {
    guard !bytes.isZero, bytes < Secp256k1.order else { return nil }
    self.bytes = bytes
  }

  /// Worked out anew at each call, about 22 µs.
  public var publicKey: PublicKey { Secp256k1.publicKey(of: self) }

  /// Worked out anew at each call, about 22 µs.
  public var address: Address { publicKey.address }

  /// The signature over `digest`, the same at every call: its nonce follows from key and digest (RFC 6979).
  public func sign(digest: Bytes32) -> Signature { Secp256k1.sign(digest: digest, key: self) }
}

extension PrivateKey: CustomStringConvertible {
  public var description: String { "PrivateKey(hidden)" }
}
