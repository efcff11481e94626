import Cryptography
import Merkle
import SSZ
import Testing
import TestSupport

/// Values, encodings, roots and refusals that other implementations published.
@Suite(.enabled(if: SSZCases.isAvailable, "\(Conformance.isMissing)"))
struct `Published SSZ cases` {
  @Test(arguments: SSZCases.all?.cases ?? [])
  func `have the published encoding and root`(published: SSZCases.Value) throws {
    let schema = try #require(Schema(notation: published.schema), "a type that we cannot read")
    let bytes = try published.serialized.map { try #require(Hex.decode($0)) }
    let value = try published.value.map {
      try #require(SchemaValue(notation: $0, as: schema), "a value that we cannot read")
    }
    if let value, let bytes {
      #expect(try Hex.encode(schema.encode(value)) == Hex.encode(bytes))
      #expect(try schema.decode(bytes) == value)
    }
    let known = try value ?? schema.decode(#require(bytes))
    #expect(try schema.decode(schema.encode(known)) == known)
    if let root = published.root { #expect(try schema.hashTreeRoot(of: known).hex == root) }
  }

  @Test(arguments: SSZCases.all?.invalid ?? [])
  func `that must be refused are`(published: SSZCases.Value) throws {
    let schema = try #require(Schema(notation: published.schema), "a type that we cannot read")
    let bytes = try #require(Hex.decode(published.serialized ?? "0x"))
    #expect(throws: SchemaError.self, "\(published.why ?? "")") { try schema.decode(bytes) }
  }

  @Test(arguments: SSZCases.all?.singleProofs.filter { $0.type != nil && $0.path != nil } ?? [])
  func `lie where the path of a single proof leads`(proof: SSZCases.SingleProof) throws {
    let schema = try #require(Schema(typeName: proof.type ?? ""), "a type that we cannot read")
    let index = try schema.generalizedIndex(of: (proof.path ?? []).map { Schema.Step($0) })
    #expect(index.description == proof.gindex)
  }

  @Test(arguments: SSZCases.all?.multiproofs.filter { $0.type != nil && $0.paths != nil } ?? [])
  func `lie where the paths of a multiproof lead`(proof: SSZCases.Multiproof) throws {
    let schema = try #require(Schema(typeName: proof.type ?? ""), "a type that we cannot read")
    for (path, gindex) in zip(proof.paths ?? [], proof.gindices) {
      #expect(try schema.generalizedIndex(of: path.map { Schema.Step($0) }).description == gindex)
    }
  }
}
