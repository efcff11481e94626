/// What a wallet signs when it is asked to sign a text (EIP-191, version 0x45; `personal_sign`).
public enum PersonalMessage {
  /// `keccak256("\u{19}Ethereum Signed Message:\n" ‖ length in bytes, in decimal ‖ message)`.
  public static func digest(_ message: [UInt8]) -> Bytes32 {
    let prefix = "\u{19}Ethereum Signed Message:\n\(message.count)"
    return Keccak256.hash(prefix: prefix.utf8.span, message.span)
  }
}
