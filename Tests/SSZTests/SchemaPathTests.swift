import Cryptography
import Merkle
import SSZ
import Testing

@Suite struct `A path into a value` {
  static let position = Schema.container(
    name: "Position",
    fields: [
      .init("market", .uint(bits: 16)), .init("size", .uint(bits: 64)), .init("entryNotional", .uint(bits: 128)),
    ])
  static let account = Schema.container(
    name: "Account",
    fields: [
      .init("owner", .byteVector(length: 32)), .init("nonce", .uint(bits: 64)),
      .init("collateral", .uint(bits: 128)), .init("flags", .uint(bits: 8)),
      .init("positions", .list(of: position, limit: 64)),
    ])

  static let places: [([String], UInt64)] = [
    ([], 1), (["owner"], 8), (["positions"], 12), (["positions", "__len__"], 25), (["positions", "0"], 24 * 64),
    (["positions", "63", "size"], (24 * 64 + 63) * 4 + 1),
  ]

  @Test(arguments: places)
  func `ends at a generalized index`(path: [String], index: UInt64) throws {
    #expect(try Self.account.generalizedIndex(of: path.map { Schema.Step($0) }).rawValue == index)
  }

  /// Thirty-two bytes, 256 bits, or as many integers as fit.
  static let sharedChunks: [(Schema, UInt64, UInt64)] = [
    (.list(of: .uint(bits: 64), limit: 8), 5, 5), (.list(of: .uint(bits: 256), limit: 2), 1, 5),
    (.vector(of: .boolean, length: 64), 32, 3), (.byteVector(length: 64), 31, 2), (.byteList(limit: 64), 32, 5),
    (.bitvector(length: 512), 255, 2), (.bitlist(limit: 512), 256, 5),
  ]

  @Test(arguments: sharedChunks)
  func `to an element in a shared chunk ends at the chunk`(schema: Schema, element: UInt64, index: UInt64) throws {
    #expect(try schema.generalizedIndex(of: [.element(element)]).rawValue == index)
  }

  @Test func `that leads nowhere is refused`() {
    let refusals: [([Schema.Step], SchemaError)] = [
      ([.field("margin")], .noSuchField(container: "Account", field: "margin")),
      ([.field("positions"), .element(64)], .noSuchElement(length: 64, index: 64)),
      ([.length], .noSuchStep(.length, in: Self.account)),
      ([.element(0)], .noSuchStep(.element(0), in: Self.account)),
      ([.field("owner"), .length], .noSuchStep(.length, in: .byteVector(length: 32))),
      ([.field("owner"), .element(0), .element(0)], .noSuchStep(.element(0), in: .uint(bits: 8))),
    ]
    for (path, error) in refusals { #expect(throws: error) { try Self.account.generalizedIndex(of: path) } }
  }

  @Test func `ends within 63 levels, or is refused`() throws {
    let deepest = Schema.list(of: Self.position, limit: 1 << 60)
    #expect(try deepest.generalizedIndex(of: [.element(1 << 60 - 1), .field("market")]).depth == 63)
    let deeper = Schema.list(of: Self.position, limit: 1 << 61)
    #expect(throws: SchemaError.pathTooDeep(depth: 64)) {
      try deeper.generalizedIndex(of: [.element(0), .field("market")])
    }
    #expect(throws: SchemaError.pathTooDeep(depth: 65)) {
      try Schema.list(of: Self.position, limit: .max).generalizedIndex(of: [.element(0)])
    }
  }

  /// Maker and taker among 2^32 accounts: what is proven lies where the path says.
  @Test func `names what a proof proves`() throws {
    let accounts = Schema.list(of: Self.account, limit: 1 << 32)
    let position = SchemaValue.fields([.uint(9), .uint(1000), .uint(42)])
    let value = SchemaValue.elements(
      (1...2 as ClosedRange<UInt64>).map {
        .fields([.bytes(SHA256.hash([1]).bytes), .uint($0), .uint(100 * $0), .uint(0), .elements([position])])
      })
    let root = try accounts.hashTreeRoot(of: value)
    let paths: [[Schema.Step]] = [
      [.element(0), .field("collateral")], [.length], [.element(1), .field("positions"), .element(0), .field("size")],
    ]
    let indices = try paths.map { try accounts.generalizedIndex(of: $0) }
    let leaves = [100, 2, 1000 as UInt64].map { Bytes32(word0: $0.littleEndian, word1: 0, word2: 0, word3: 0) }
    #expect(try accounts.multiproof(of: value, at: indices).verifies(leaves, in: root))
    for (index, leaf) in zip(indices, leaves) {
      #expect(try accounts.singleProof(of: value, at: index).verifies(leaf, in: root))
    }
  }

  @Test func `below a leaf has no proof`() {
    let below = GeneralizedIndex(2)!
    #expect(throws: SchemaError.proof(.noSuchNode(below))) {
      try Schema.boolean.singleProof(of: .boolean(true), at: below)
    }
    #expect(throws: SchemaError.proof(.noIndices)) { try Schema.boolean.multiproof(of: .boolean(true), at: []) }
  }
}
