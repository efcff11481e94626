import Cryptography
import SSZ
import Testing

/// A few vectors of other implementations, so that something is compared even where the published cases are absent.
@Suite struct `Encodings and roots` {
  struct Vector: Sendable, CustomTestStringConvertible {
    let source: String
    let schema: Schema
    let value: SchemaValue
    let encoding: String
    let root: String

    var testDescription: String { source }
  }

  static let vectors = [
    Vector(
      source: "ChainSafe/ssz, uint/valid.test.ts", schema: .uint(bits: 64), value: .uint(100_000),
      encoding: "0xa086010000000000", root: "0xa086010000000000000000000000000000000000000000000000000000000000"),
    Vector(
      source: "ChainSafe/ssz, bitList/valid.test.ts", schema: .bitlist(limit: 2048),
      value: .bits(Array(repeating: false, count: 68)), encoding: "0x000000000000000010",
      root: "0x5c597e77f879e249af95fe543cf5f4dd16b686948dc719707445a32a77ff6266"),
    Vector(
      source: "ChainSafe/ssz, byteList/valid.test.ts", schema: .byteList(limit: 256), value: .bytes([0, 0, 0, 0]),
      encoding: "0x00000000", root: "0xa39babe565305429771fc596a639d6e05b2d0304297986cdd2ef388c1936885e"),
    Vector(
      source: "ChainSafe/ssz, vector/valid.test.ts",
      schema: .vector(of: .list(of: .uint(bits: 64), limit: 8), length: 2),
      value: .elements([.elements([.uint(1), .uint(2)]), .elements([.uint(5), .uint(6)])]),
      encoding: "0x08000000180000000100000000000000020000000000000005000000000000000600000000000000",
      root: "0x0014c485ce39c8071f69631566b1d1ad51e2b0b5abc3c7a299a6fac1abce9e49"),
    Vector(
      source: "ChainSafe/ssz, listComposite/valid.test.ts",
      schema: .list(of: .list(of: .uint(bits: 16), limit: 2), limit: 2),
      value: .elements([.elements([]), .elements([])]), encoding: "0x0800000008000000",
      root: "0xe839a22714bda05923b611d07be93b4d707027d29fd9eef7aa864ed587e462ec"),
    Vector(
      source: "ethereum/remerkleable, test_impl.py, odd bitvector", schema: .bitvector(length: 513),
      value: .bits(Array(repeating: true, count: 513)), encoding: "0x" + String(repeating: "ff", count: 64) + "01",
      root: "0x222dd9eebc6467de9788eb1c05ce9c2da8ecc89abdd38810925ce061d91236ef"),
    Vector(
      source: "ethereum/remerkleable, test_impl.py, varTestStruct nil",
      schema: .container(
        name: "VarTestStruct",
        fields: [
          .init("A", .uint(bits: 16)), .init("B", .list(of: .uint(bits: 16), limit: 1024)),
          .init("C", .uint(bits: 8)),
        ]),
      value: .fields([.uint(43981), .elements([]), .uint(255)]), encoding: "0xcdab07000000ff",
      root: "0xae60dfffc55288ef1bd74c1a4bdf9a37fc320c2df1a2bae545dbc49c4cdfc1a1"),
  ]

  @Test(arguments: vectors)
  func `are those of other implementations`(vector: Vector) throws {
    #expect(try Hex.encode(vector.schema.encode(vector.value)) == vector.encoding)
    #expect(try vector.schema.decode(#require(Hex.decode(vector.encoding))) == vector.value)
    #expect(try vector.schema.hashTreeRoot(of: vector.value).hex == vector.root)
  }
}
