/// What a wallet signs when it shows a structure field by field (EIP-712).
public enum EIP712 {
  /// `keccak256(0x19 ‖ 0x01 ‖ domainSeparator ‖ structHash)`: the digest that is signed.
  public static func digest(domainSeparator: Bytes32, structHash: Bytes32) -> Bytes32 {
    let prefix: InlineArray<2, UInt8> = [0x19, 0x01]
    let hashes: InlineArray<2, Bytes32> = [domainSeparator, structHash]
    return Keccak256.hash(prefix: prefix.span, hashes.span)
  }

  /// The hash of a structure's declaration, such as `"Leg(uint32 market,int256 size)"`. A constant: compute it once.
  public static func typeHash(_ declaration: String) -> Bytes32 { Keccak256.hash(text: declaration) }
}
