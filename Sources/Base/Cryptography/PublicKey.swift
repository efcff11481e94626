/// A point of secp256k1 other than infinity, by its coordinates: the key that checks a signature.
///
/// The coordinates are all it holds. The library's own form of a point would save the 0.13 µs that reading them costs
/// at each of the 36 µs of a verification, at twice the size and bound to one version of that library.
public struct PublicKey: Hashable, Sendable {
  public let x: Bytes32
  public let y: Bytes32

  public static let byteCount = 64

  /// x ‖ y, both big-endian; nil when the length is another or the point is not on the curve.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(onCurveX: Bytes32(bytes[..<32]), y: Bytes32(bytes[32...]))
    guard Secp256k1.isOnCurve(self) else { return nil }
  }

  /// - Precondition: the point is on the curve, which the caller knows.
  init(onCurveX x: Bytes32, y: Bytes32) { (self.x, self.y) = (x, y) }

  public var bytes: [UInt8] { x.bytes + y.bytes }

  /// The end of the hash of x ‖ y.
  public var address: Address {
    let coordinates: InlineArray<2, Bytes32> = [x, y]
    return Address(endOf: Keccak256.hash(coordinates.span))
  }

  /// Whether this key made `signature` over `digest`. Costs about six sevenths of a recovery.
  ///
  /// True exactly when recovery, with the signature's parity or with the other one, leads to this key: ECDSA itself
  /// does not look at the parity, and anybody can turn it. Where a second encoding of a signature must be refused too,
  /// or where others decide by recovery, use `Signature.check(signer:digest:)`.
  public func verifies(_ signature: Signature, digest: Bytes32) -> Bool {
    Secp256k1.verify(signature, digest: digest, key: self)
  }
}
