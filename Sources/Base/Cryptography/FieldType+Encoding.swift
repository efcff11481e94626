extension FieldType {
  /// The word of a value that is neither structure nor array (EIP-712, "Definition of encodeData").
  func elementaryWord(_ value: TypedDataValue) throws(TypedDataError) -> Bytes32 {
    switch (self, value) {
    case (.bool, .bool(let flag)): return Bytes32(bool: flag)
    case (.string, .text(let text)): return Keccak256.hash(text: text)
    case (.bytes, .text(let text)): return Keccak256.hash(try octets(text))
    case (.fixedBytes(let byteCount), .text(let text)):
      return Bytes32(try octets(text, count: byteCount) + Array(repeating: 0, count: Bytes32.byteCount - byteCount))
    case (.address, .text(let text)):
      return Bytes32(address: Address(try octets(text, count: Address.byteCount)))
    case (.unsigned, .number(let text)), (.unsigned, .text(let text)), (.signed, .number(let text)),
      (.signed, .text(let text)):
      return try integer(text)
    default: throw TypedDataError(.wrongKind(type: description, found: value.kind))
    }
  }

  private func integer(_ text: String) throws(TypedDataError) -> Bytes32 {
    let outOfRange = TypedDataError(.integerOutOfRange(type: description, value: text))
    let value: WideInteger
    do {
      value = try WideInteger(text)
    } catch {
      throw error == .tooLarge ? outOfRange : TypedDataError(.notAnInteger(text))
    }
    let word: Bytes32? =
      switch self {
      case .unsigned(let bitCount): value.unsigned(bitCount: bitCount)
      case .signed(let bitCount): value.signed(bitCount: bitCount)
      default: preconditionFailure("\(self) is no integer")
      }
    guard let word else { throw outOfRange }
    return word
  }

  /// The bytes that `text` writes in hexadecimal. The prefix is required: without it, some take the text itself.
  private func octets(_ text: String, count: Int? = nil) throws(TypedDataError) -> [UInt8] {
    guard text.hasPrefix("0x"), let bytes = Hex.decode(text) else { throw TypedDataError(.notHexadecimal(text)) }
    guard count == nil || count == bytes.count else {
      throw TypedDataError(.wrongLength(type: description, byteCount: bytes.count))
    }
    return bytes
  }
}
