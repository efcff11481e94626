import Cryptography
import SSZ
import Testing

@Suite struct `Bytes that are no encoding` {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: String
    let schema: Schema
    let error: SchemaError

    init(_ bytes: String, _ schema: Schema, _ error: SchemaError) {
      self.bytes = bytes
      self.schema = schema
      self.error = error
    }

    var testDescription: String { "\(bytes) as \(schema)" }
  }

  static let numbers = Schema.list(of: .uint(bits: 16), limit: 2)
  static let lists = Schema.list(of: numbers, limit: 2)
  static let pairOfLists = Schema.container(name: "C", fields: [.init("a", numbers), .init("b", numbers)])
  static let fixedPair = Schema.container(name: "C", fields: [.init("a", .boolean), .init("b", .uint(bits: 16))])

  static let refusals = [
    // Of one length only.
    Refusal("0x", .boolean, .malformed(.truncated(needed: 1, available: 0))),
    Refusal("0x0001", .boolean, .malformed(.trailingBytes(count: 1))),
    Refusal("0x02", .boolean, .malformed(.invalidBoolean(2))),
    Refusal("0x010203", .uint(bits: 32), .malformed(.truncated(needed: 4, available: 3))),
    Refusal("0x0102030405", .uint(bits: 32), .malformed(.trailingBytes(count: 1))),
    Refusal("0x01", .byteVector(length: 2), .malformed(.truncated(needed: 2, available: 1))),
    Refusal("0x010203", .byteVector(length: 2), .malformed(.trailingBytes(count: 1))),
    Refusal("0x0100", .vector(of: .uint(bits: 16), length: 2), .malformed(.truncated(needed: 4, available: 2))),
    Refusal("0x010000", .vector(of: .boolean, length: 2), .malformed(.trailingBytes(count: 1))),
    Refusal("0x0101", fixedPair, .malformed(.truncated(needed: 3, available: 2))),
    Refusal("0x01010000", fixedPair, .malformed(.trailingBytes(count: 1))),

    // Of bounded length.
    Refusal("0x010203", .byteList(limit: 2), .overLimit(limit: 2, found: 3)),
    Refusal("0x010002000300", numbers, .overLimit(limit: 2, found: 3)),
    Refusal("0x010002", numbers, .malformed(.lengthNotMultiple(length: 3, of: 2))),

    // Bits.
    Refusal("0x20", .bitvector(length: 5), .paddingBits(lastByte: 0x20, bitCount: 5)),
    Refusal("0xff", .bitvector(length: 9), .malformed(.truncated(needed: 2, available: 1))),
    Refusal("0x1f00", .bitvector(length: 5), .malformed(.trailingBytes(count: 1))),
    Refusal("0x", .bitlist(limit: 8), .missingDelimiter),
    Refusal("0x0100", .bitlist(limit: 16), .missingDelimiter),
    Refusal("0x0002", .bitlist(limit: 8), .overLimit(limit: 8, found: 9)),
    Refusal("0x000001", .bitlist(limit: 8), .overLimit(limit: 8, found: 16)),

    // Offsets.
    Refusal("0x0800", lists, .malformed(.truncated(needed: 4, available: 2))),
    Refusal("0x00000000", lists, .malformed(.firstOffset(expected: 4, found: 0))),
    Refusal("0x0600000006000000", lists, .malformed(.lengthNotMultiple(length: 6, of: 4))),
    Refusal("0x0c0000000c0000000c000000", lists, .overLimit(limit: 2, found: 3)),
    Refusal("0x0800000009", lists, .malformed(.truncated(needed: 8, available: 5))),
    Refusal("0x0800000007000000", lists, .malformed(.offsetOutOfOrder(previous: 8, found: 7, end: 8))),
    Refusal("0x0800000009000000", lists, .malformed(.offsetOutOfOrder(previous: 8, found: 9, end: 8))),
    Refusal("0x0700000008000000", pairOfLists, .malformed(.firstOffset(expected: 8, found: 7))),
    Refusal("0x090000000a0000000100", pairOfLists, .malformed(.firstOffset(expected: 8, found: 9))),
    Refusal("0x080000000c0000000100", pairOfLists, .malformed(.offsetOutOfOrder(previous: 8, found: 12, end: 10))),
    Refusal(
      "0x0400000004000000", .vector(of: numbers, length: 2), .malformed(.firstOffset(expected: 8, found: 4))),
    Refusal("0x0800000009000000010200", lists, .malformed(.lengthNotMultiple(length: 1, of: 2))),
  ]

  @Test(arguments: refusals)
  func `are refused for what is wrong with them`(refusal: Refusal) throws {
    let bytes = try #require(Hex.decode(refusal.bytes))
    #expect(throws: refusal.error) { try refusal.schema.decode(bytes) }
  }

  /// Four bytes may claim a billion elements, and a type may have 2^60 of them; neither may be believed.
  @Test func `claim more elements than there are without effect`() {
    let endless = Schema.list(of: .byteList(limit: .max), limit: .max)
    #expect(throws: SchemaError.malformed(.truncated(needed: 0xffff_fffc, available: 4))) {
      try endless.decode([0xfc, 0xff, 0xff, 0xff])
    }
    let huge = Schema.vector(of: .bitlist(limit: 8), length: 1 << 60)
    #expect(throws: SchemaError.malformed(.truncated(needed: 1 << 62, available: 8))) {
      try huge.decode([8, 0, 0, 0, 8, 0, 0, 0])
    }
  }
}
