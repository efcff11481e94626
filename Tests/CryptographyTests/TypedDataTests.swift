import Cryptography
import Testing

@Suite struct `A typed-data document` {
  private struct File: Decodable { let documents: [Vector] }

  private struct Vector: Decodable {
    let label: String
    let encode_type: String
    let domain_separator: String
    let struct_hash: String
    let digest: String
    let typed_data: JSONTypedData
  }

  @Test func `is encoded as other libraries encode it`() throws {
    let vectors = try Vectors.read(File.self, from: Vectors.eip712).documents
    var used = 0
    for vector in vectors {
      let document = vector.typed_data.document
      #expect(try document.encodeType() == vector.encode_type, "\(vector.label)")
      #expect(try document.domainSeparator().hex == vector.domain_separator, "\(vector.label)")
      #expect(try document.structHash().hex == vector.struct_hash, "\(vector.label)")
      #expect(try document.digest().hex == vector.digest, "\(vector.label)")
      used += 1
    }
    #expect(used == 5)
  }

  /// The hash of a structure `T` with one field `x` of `type`.
  private static func hash(_ type: String, _ value: TypedDataValue) throws(TypedDataError) -> Bytes32 {
    let types = ["T": [TypedDataField(name: "x", type: type)], "Leg": [TypedDataField(name: "size", type: "int8")]]
    return try TypedData(types: types, primaryType: "T", domain: [:], message: ["x": value]).structHash()
  }

  @Test(arguments: [
    ("uint8", "0", "255"), ("uint256", "0", "0x" + String(repeating: "f", count: 64)), ("int8", "-128", "127"),
    ("int16", "-32768", "32767"), ("int64", "-9223372036854775808", "9223372036854775807"),
    (
      "int256", "-57896044618658097711785492504343953926634992332820282019728792003956564819968",
      "57896044618658097711785492504343953926634992332820282019728792003956564819967"
    ),
  ])
  func `takes an integer to the last that its type holds`(row: (type: String, least: String, greatest: String)) throws {
    #expect(try Self.hash(row.type, .text(row.least)) == Self.hash(row.type, .number(row.least)))
    #expect(try Self.hash(row.type, .text(row.greatest)) != Self.hash(row.type, .text(row.least)))
  }

  @Test(arguments: [
    ("uint8", "256"), ("uint8", "-1"), ("int8", "128"), ("int8", "-129"), ("uint64", "18446744073709551616"),
    ("uint256", "115792089237316195423570985008687907853269984665640564039457584007913129639936"),
    ("int256", "57896044618658097711785492504343953926634992332820282019728792003956564819968"),
    ("int256", "-57896044618658097711785492504343953926634992332820282019728792003956564819969"),
    ("uint256", "0x1" + String(repeating: "0", count: 64)),
  ])
  func `refuses an integer beyond its type`(row: (type: String, value: String)) {
    Self.expect(.integerOutOfRange(type: row.type, value: row.value), at: "message.x") {
      try Self.hash(row.type, .text(row.value))
    }
  }

  @Test(arguments: ["", "-", "0x", "+1", "1.0", "1e3", " 1", "0xg", "-0x1", "١", "--1"])
  func `refuses what is no integer`(text: String) {
    Self.expect(.notAnInteger(text), at: "message.x") { try Self.hash("uint256", .text(text)) }
  }

  @Test(arguments: [
    "uint", "int", "uint7", "uint0", "uint264", "uint08", "int+8", "bytes0", "bytes33", "byte", "Unknown", "", "[]",
    "EIP712Domain", "uint8 ", "Unknown[2]",
  ])
  func `refuses a type that nobody declared`(type: String) {
    Self.expect(.unknownType(type), at: "types.T.x") { try Self.hash(type, .null) }
  }

  @Test(arguments: ["uint8]", "uint8[0]", "uint8[-1]", "uint8[02]", "uint8[x]", "uint8[+2]", "Leg[[]"])
  func `refuses brackets that hold no size`(type: String) {
    #expect(throws: TypedDataError.self) { try Self.hash(type, .list([])) }
    if type != "Leg[[]" { Self.expect(.malformedArray(type), at: "types.T.x") { try Self.hash(type, .list([])) } }
  }

  @Test func `refuses a value of another kind, and says where it lies`() {
    Self.expect(.wrongKind(type: "bool", found: "number"), at: "message.x") { try Self.hash("bool", .number("1")) }
    Self.expect(.wrongKind(type: "string", found: "null"), at: "message.x") { try Self.hash("string", .null) }
    Self.expect(.wrongKind(type: "uint8", found: "boolean"), at: "message.x") { try Self.hash("uint8", .bool(true)) }
    Self.expect(.wrongKind(type: "address", found: "array"), at: "message.x") { try Self.hash("address", .list([])) }
    Self.expect(.wrongKind(type: "uint8[]", found: "string"), at: "message.x") { try Self.hash("uint8[]", .text("")) }
    Self.expect(.wrongKind(type: "Leg", found: "string"), at: "message.x[1]") {
      try Self.hash("Leg[]", .list([.null, .text("")]))
    }
    Self.expect(.integerOutOfRange(type: "int8", value: "300"), at: "message.x[1][0].size") {
      try Self.hash("Leg[][]", .list([.list([]), .list([.object(["size": .number("300")])])]))
    }
  }

  @Test func `refuses bytes and addresses that are not written in hexadecimal or not of their length`() {
    Self.expect(.notHexadecimal("abcd"), at: "message.x") { try Self.hash("bytes", .text("abcd")) }
    Self.expect(.notHexadecimal("0xabc"), at: "message.x") { try Self.hash("bytes", .text("0xabc")) }
    Self.expect(.wrongLength(type: "bytes4", byteCount: 3), at: "message.x") {
      try Self.hash("bytes4", .text("0x010203"))
    }
    Self.expect(.wrongLength(type: "address", byteCount: 21), at: "message.x") {
      try Self.hash("address", .text("0x" + String(repeating: "00", count: 21)))
    }
    Self.expect(.wrongElementCount(type: "bool[2]", count: 1), at: "message.x") {
      try Self.hash("bool[2]", .list([.bool(true)]))
    }
  }

  @Test func `refuses fields that are missing or that no type declares`() {
    Self.expect(.missingField("size"), at: "message.x") { try Self.hash("Leg", .object([:])) }
    Self.expect(.unexpectedField("side"), at: "message.x") {
      try Self.hash("Leg", .object(["size": .number("1"), "side": .bool(true)]))
    }
  }

  @Test(arguments: ["uint8", "address", "", "A B", "A(uint8 x)B", "A[", "A,B", "Größe", "\u{212a}"])
  func `refuses a structure whose name could be read in two ways`(name: String) {
    Self.expect(.malformedName(name), at: name.isEmpty ? "types" : "types.\(name)") {
      try TypedData(types: [name: []], primaryType: name, domain: [:], message: [:]).structHash()
    }
  }

  @Test func `refuses fields whose names could be read in two ways`() {
    func hash(_ fields: [TypedDataField]) throws(TypedDataError) -> Bytes32 {
      try TypedData(types: ["T": fields], primaryType: "T", domain: [:], message: [:]).structHash()
    }
    let (plain, forged) = (TypedDataField(name: "a", type: "bool"), TypedDataField(name: "a,bool b", type: "bool"))
    Self.expect(.duplicateField("a"), at: "types.T") { try hash([plain, plain]) }
    Self.expect(.malformedName("a,bool b"), at: "types.T") { try hash([forged]) }
  }

  @Test func `refuses a type spelled with other bytes than its declaration`() {
    let types = ["K": [], "T": [TypedDataField(name: "x", type: "\u{212a}")]]  // The Kelvin sign equals K in Swift.
    let document = TypedData(types: types, primaryType: "T", domain: [:], message: ["x": .object([:])])
    Self.expect(.unknownType("\u{212a}"), at: "types.T.x") { try document.structHash() }
  }

  @Test func `refuses a primary type that nobody declared`() {
    for primaryType in ["Order", "EIP712Domain", "uint8"] {
      Self.expect(.unknownType(primaryType), at: "primaryType") {
        try TypedData(types: ["EIP712Domain": []], primaryType: primaryType, domain: [:], message: [:]).digest()
      }
    }
  }

  @Test func `takes any selection of the domain's fields in their order, and refuses others`() throws {
    func separator(
      _ declared: [TypedDataField]?, _ domain: [String: TypedDataValue]
    ) throws(TypedDataError) -> Bytes32 {
      let types = declared.map { ["EIP712Domain": $0] } ?? [:]
      return try TypedData(types: types, primaryType: "T", domain: domain, message: [:]).domainSeparator()
    }
    let name = TypedDataField(name: "name", type: "string")
    let chain = TypedDataField(name: "chainId", type: "uint256")
    let values: [String: TypedDataValue] = ["name": .text("Plimsoll"), "chainId": .number("901")]
    #expect(try separator([name, chain], values) == separator(nil, values))
    Self.expect(.foreignDomainField(name: "name", type: "string"), at: "types.EIP712Domain") {
      try separator([chain, name], values)
    }
    Self.expect(.foreignDomainField(name: "chainId", type: "uint64"), at: "types.EIP712Domain") {
      try separator([TypedDataField(name: "chainId", type: "uint64")], ["chainId": .number("1")])
    }
    Self.expect(.missingField("chainId"), at: "domain") { try separator([name, chain], ["name": .text("")]) }
    Self.expect(.unexpectedField("chainId"), at: "domain") { try separator([name], values) }
    Self.expect(.unexpectedField("owner"), at: "domain") { try separator(nil, ["owner": .text("")]) }
  }

  @Test func `is refused when it lies too deep`() throws {
    func nested(_ levels: Int) throws(TypedDataError) -> Bytes32 {
      var value = TypedDataValue.null
      for _ in 1..<levels { value = .object(["next": value]) }
      let types = ["Node": [TypedDataField(name: "next", type: "Node")]]
      return try TypedData(types: types, primaryType: "Node", domain: [:], message: ["next": value]).structHash()
    }
    #expect(try nested(64) != nested(63))
    #expect(throws: TypedDataError.self) { try nested(65) }
    Self.expect(.tooDeep(limit: 64), at: "types.T.x") {
      try Self.hash("uint8" + String(repeating: "[]", count: 100_000), .list([]))
    }
  }

  private static func expect(
    _ fault: TypedDataFault, at path: String, from body: () throws -> Bytes32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: TypedDataError.self, sourceLocation: sourceLocation) { try body() }
    #expect(error?.fault == fault, sourceLocation: sourceLocation)
    #expect(error?.path == path, sourceLocation: sourceLocation)
  }
}
