/// The constants of the curve (SEC 2, section 2.4.1), and the calls into libsecp256k1 or into the host.
enum Secp256k1 {
  /// n, the number of points.
  static let order = Bytes32(
    bigEndian: (0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_fffe, 0xbaae_dce6_af48_a03b, 0xbfd2_5e8c_d036_4141))

  /// (n − 1) / 2, the largest s that EIP-2 allows.
  static let halfOrder = Bytes32(
    bigEndian: (0x7fff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0x5d57_6e73_57a4_501d, 0xdfe9_2f46_681b_20a0))

  /// p − n. An r below it may stand for the x coordinate r or for r + n.
  static let fieldExcess = Bytes32(bigEndian: (0, 1, 0x4551_2319_50b7_5fc4, 0x402d_a172_2fc9_baee))

  /// Whether `signature`, with its own parity or with the other one, leads to `key`.
  static func recoversToEither(_ signature: Signature, digest: Bytes32, key: PublicKey) -> Bool {
    (0...1 as ClosedRange<UInt8>).contains { yParity in
      guard let either = try? Signature(r: signature.r, s: signature.s, yParity: yParity) else { return false }
      return recover(either, digest: digest) == key
    }
  }
}
