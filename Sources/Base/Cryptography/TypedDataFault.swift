/// What is wrong with a typed-data document. Each case has one cause and carries what explains it.
public enum TypedDataFault: Equatable, Sendable {
  /// A structure or field is named with a space, bracket, comma or anything outside printable ASCII, or a structure
  /// bears the name of an elementary type: its declaration could be read in two ways.
  case malformedName(String)
  /// Neither an elementary type nor one that the document declares. There is no `uint` or `int` without a width.
  case unknownType(String)
  /// The brackets at the end of a type hold something else than nothing or a positive number.
  case malformedArray(String)
  case duplicateField(String)
  /// The domain declares a field other than the five of EIP-712, or not in their order and of their types.
  case foreignDomainField(name: String, type: String)

  case missingField(String)
  /// The value has a field that its type does not declare; nobody would be signing it.
  case unexpectedField(String)
  case wrongKind(type: String, found: String)
  case notAnInteger(String)
  case integerOutOfRange(type: String, value: String)
  /// Not `0x` and an even number of hexadecimal digits.
  case notHexadecimal(String)
  case wrongLength(type: String, byteCount: Int)
  case wrongElementCount(type: String, count: Int)
  /// Structures and arrays lie in each other more than `limit` levels deep.
  case tooDeep(limit: Int)
}
