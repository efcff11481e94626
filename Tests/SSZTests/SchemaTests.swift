import Cryptography
import Merkle
import SSZ
import Testing

@Suite struct `A schema` {
  @Test func `has only types that SSZ has`() {
    let empty: [Schema] = [.byteVector(length: 0), .bitvector(length: 0), .vector(of: .boolean, length: 0)]
    for schema in empty {
      #expect(throws: SchemaError.vectorWithoutElements(schema)) { try schema.check() }
      // Not only on top: wherever it stands, and before any byte is read.
      #expect(throws: SchemaError.vectorWithoutElements(schema)) { try Schema.list(of: schema, limit: 1).decode([]) }
    }
    for bits in [-8, 0, 1, 24, 512] {
      #expect(throws: SchemaError.integerWidth(bits: bits)) { try Schema.uint(bits: bits).check() }
    }
  }

  @Test func `has fields, and each of another name`() {
    #expect(throws: SchemaError.containerWithoutFields(name: "C")) {
      try Schema.container(name: "C", fields: []).check()
    }
    #expect(throws: SchemaError.repeatedField(container: "C", field: "a")) {
      try Schema.container(name: "C", fields: [.init("a", .boolean), .init("a", .boolean)]).check()
    }
  }

  @Test func `is nested no deeper than the stack can bear`() throws {
    var schema = Schema.boolean
    for _ in 1..<Schema.nestingLimit { schema = .list(of: schema, limit: 1 << 40) }
    try schema.check()
    let deeper = Schema.list(of: schema, limit: 1)
    #expect(throws: SchemaError.nestedTooDeep(limit: 32)) { try deeper.check() }
    #expect(throws: SchemaError.nestedTooDeep(limit: 32)) { try deeper.decode([]) }
  }

  @Test func `of the greatest depth and the greatest limits is decoded and hashed`() throws {
    var schema = Schema.byteList(limit: .max)
    var value = SchemaValue.bytes([1])
    for _ in 1..<Schema.nestingLimit {
      schema = .list(of: schema, limit: .max)
      value = .elements([value])
    }
    let bytes = try schema.encode(value)
    #expect(bytes.count == 4 * (Schema.nestingLimit - 1) + 1)
    #expect(try schema.decode(bytes) == value)
    #expect(try schema.hashTreeRoot(of: value) != schema.hashTreeRoot(of: .elements([])))
  }

  static let halfOfAll = Schema.byteVector(length: 1 << 62)
  static let tooLarge: [Schema] = [
    .byteVector(length: .max), .vector(of: .uint(bits: 256), length: 1 << 58),
    .list(of: .vector(of: .bitlist(limit: 1), length: 1 << 62), limit: 1),
    .container(name: "C", fields: [.init("a", halfOfAll), .init("b", halfOfAll)]),
  ]

  @Test(arguments: tooLarge)
  func `has a fixed part that fits the address space`(schema: Schema) {
    #expect(throws: SchemaError.fixedPartTooLarge) { try schema.check() }
  }

  @Test func `refuses values of other types, and says how they differ`() {
    let pair = Schema.container(name: "C", fields: [.init("a", .boolean), .init("b", .uint(bits: 8))])
    let wide = Bytes32([0, 1] + Array(repeating: 0, count: 30))
    let refusals: [(Schema, SchemaValue, SchemaError)] = [
      (.boolean, .uint(1), .wrongKind(expected: .boolean, found: .uint(1))),
      (.byteList(limit: 9), .elements([]), .wrongKind(expected: .byteList(limit: 9), found: .elements([]))),
      (.uint(bits: 8), .uint(wide), .integerTooLarge(bits: 8, found: wide)),
      (.byteVector(length: 2), .bytes([1]), .wrongCount(expected: 2, found: 1)),
      (.byteList(limit: 1), .bytes([1, 2]), .overLimit(limit: 1, found: 2)),
      (.bitvector(length: 1), .bits([]), .wrongCount(expected: 1, found: 0)),
      (.bitlist(limit: 0), .bits([true]), .overLimit(limit: 0, found: 1)),
      (.vector(of: .boolean, length: 1), .elements([]), .wrongCount(expected: 1, found: 0)),
      (.list(of: .boolean, limit: 0), .elements([.boolean(true)]), .overLimit(limit: 0, found: 1)),
      (.list(of: .boolean, limit: 1), .elements([.bits([])]), .wrongKind(expected: .boolean, found: .bits([]))),
      (pair, .fields([.boolean(true)]), .wrongCount(expected: 2, found: 1)),
      (pair, .fields([.boolean(true), .bytes([])]), .wrongKind(expected: .uint(bits: 8), found: .bytes([]))),
    ]
    for (schema, value, error) in refusals {
      #expect(throws: error) { try schema.encode(value) }
      #expect(throws: error) { try schema.hashTreeRoot(of: value) }
    }
  }
}
