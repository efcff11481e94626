/// An ECDSA signature on secp256k1, in the one form that is accepted: r and s in 1 ..< n, s in the lower half.
///
/// Whoever holds one has these checks behind him: they run when it is made, and there is no other way to make one.
public struct Signature: Hashable, Sendable {
  public let r: Bytes32
  public let s: Bytes32
  /// Whether the y coordinate of the point R is odd: 0 or 1. It tells the two keys apart that r and s alone allow.
  public let yParity: UInt8

  public static let byteCount = 65

  public init(r: Bytes32, s: Bytes32, yParity: UInt8) throws(SignatureError) {
    guard yParity <= 1 else { throw .badParity(yParity) }
    guard !r.isZero else { throw .rZero }
    guard r < Secp256k1.order else { throw .rOutOfRange(r) }
    guard !s.isZero else { throw .sZero }
    guard s < Secp256k1.order else { throw .sOutOfRange(s) }
    guard s <= Secp256k1.halfOrder else { throw .highS(s) }
    (self.r, self.s, self.yParity) = (r, s, yParity)
  }

  /// Ethereum's r ‖ s ‖ v, with v the parity alone (0, 1) or the parity plus 27.
  public init(bytes65 bytes: [UInt8]) throws(SignatureError) {
    guard bytes.count == Self.byteCount else { throw .wrongLength(byteCount: bytes.count) }
    let yParity: UInt8
    switch bytes[64] {
    case 0, 27: yParity = 0
    case 1, 28: yParity = 1
    default: throw .badRecoveryByte(bytes[64])
    }
    try self.init(r: Bytes32(bytes[..<32]), s: Bytes32(bytes[32..<64]), yParity: yParity)
  }

  /// r ‖ s ‖ v with v = 27 or 28, the form that wallets and contracts exchange.
  public var bytes65: [UInt8] { r.bytes + s.bytes + [27 + yParity] }
}

extension Signature {
  /// The only key that can have signed `digest` with this r, s and parity.
  ///
  /// - Throws: `SignatureError.noKeyRecoverable`.
  public func recover(digest: Bytes32) throws(SignatureError) -> PublicKey {
    guard let key = Secp256k1.recover(self, digest: digest) else { throw .noKeyRecoverable }
    return key
  }

  /// Checks that the key behind `claimed` signed `digest`.
  ///
  /// - Throws: `SignatureError.noKeyRecoverable` or `.wrongSigner`.
  public func check(signer claimed: Address, digest: Bytes32) throws(SignatureError) {
    let recovered = try recover(digest: digest).address
    guard recovered == claimed else { throw .wrongSigner(claimed: claimed, recovered: recovered) }
  }
}
