import Cryptography
import SSZ
import Testing
import TestSupport

/// Two decoders that share no code, one made from a Swift type and one from its description, must never disagree.
@Suite struct `A Swift type and its schema` {
  @Test(arguments: Seeds.all)
  func `give one encoding and one root`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let value = random.value(of: Outer.schema)
      let bytes = try Outer.schema.encode(value)
      let decoded = try Outer.decoded(bytes)
      #expect(decoded.encoded() == bytes)
      #expect(try decoded.hashTreeRoot() == Outer.schema.hashTreeRoot(of: value))
    }
  }

  @Test(arguments: Seeds.all)
  func `refuse the same bytes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<30 {
      let bytes = try Outer.schema.encode(random.value(of: Outer.schema))
      for forged in random.variations(of: bytes) {
        let (decoded, value) = (try? Outer.decoded(forged), try? Outer.schema.decode(forged))
        #expect((decoded == nil) == (value == nil), "\(Hex.encode(forged))")
        if let decoded { #expect(decoded.encoded() == forged) }
      }
    }
  }
}

private struct Inner: SSZContainer {
  var price: UInt64 = 0
  var note = ByteList<5>()

  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("price", &price)
    try visitor.field("note", &note)
  }

  static let schema = Schema.container(
    name: "Inner", fields: [.init("price", .uint(bits: 64)), .init("note", .byteList(limit: 5))])
}

private struct Fixed: SSZContainer {
  var isBid = false
  var lots: UInt128 = 0

  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("isBid", &isBid)
    try visitor.field("lots", &lots)
  }

  static let schema = Schema.container(
    name: "Fixed", fields: [.init("isBid", .boolean), .init("lots", .uint(bits: 128))])
}

/// Every kind of field next to every other: of fixed size, variable, and both inside one another.
private struct Outer: SSZContainer {
  var number: UInt16 = 0
  var inner = BoundedList<Inner, 3>()
  var hash = Bytes32()
  var sizes = BoundedList<UInt16, 100>()
  var signed: Int64 = 0
  var fixed = Fixed()
  var fixedList = BoundedList<Fixed, 5>()
  var single = Inner()
  var nested = BoundedList<BoundedList<UInt8, 4>, 6>()

  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("number", &number)
    try visitor.field("inner", &inner)
    try visitor.field("hash", &hash)
    try visitor.field("sizes", &sizes)
    try visitor.field("signed", &signed)
    try visitor.field("fixed", &fixed)
    try visitor.field("fixedList", &fixedList)
    try visitor.field("single", &single)
    try visitor.field("nested", &nested)
  }

  static let schema = Schema.container(
    name: "Outer",
    fields: [
      .init("number", .uint(bits: 16)), .init("inner", .list(of: Inner.schema, limit: 3)),
      .init("hash", .byteVector(length: 32)), .init("sizes", .list(of: .uint(bits: 16), limit: 100)),
      .init("signed", .uint(bits: 64)), .init("fixed", Fixed.schema),
      .init("fixedList", .list(of: Fixed.schema, limit: 5)), .init("single", Inner.schema),
      .init("nested", .list(of: .list(of: .uint(bits: 8), limit: 4), limit: 6)),
    ])
}
