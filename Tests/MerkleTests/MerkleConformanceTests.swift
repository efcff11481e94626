import Cryptography
import Merkle
import Testing
import TestSupport

/// Proofs that other implementations published, valid and forged.
@Suite(.enabled(if: SSZCases.isAvailable, "\(Conformance.isMissing)"))
struct `Published Merkle proofs` {
  @Test(arguments: SSZCases.all?.singleProofs ?? [])
  func `of one leaf are judged as published`(proof: SSZCases.SingleProof) throws {
    let leaf = try #require(Bytes32(hex: proof.leaf))
    let root = try #require(Bytes32(hex: proof.root))
    let branch = proof.merkleBranch
    #expect((branch?.verifies(leaf, in: root) ?? false) == proof.valid)
    #expect(((try? branch?.verified(leaf, in: root)) != nil) == proof.valid)
  }

  @Test(arguments: SSZCases.all?.multiproofs ?? [])
  func `of several leaves are judged as published`(proof: SSZCases.Multiproof) throws {
    let root = try #require(Bytes32(hex: proof.root))
    let leaves = proof.leaves.compactMap { Bytes32(hex: $0) }
    let verdict = proof.merkleMultiproof?.verifies(leaves, in: root) ?? false
    #expect((verdict && leaves.count == proof.leaves.count) == proof.valid)
    if proof.valid, let multiproof = proof.merkleMultiproof, let helpers = proof.helperGindices {
      #expect(try Multiproof.helperIndices(for: multiproof.indices).map(\.description) == helpers)
    }
  }

  @Test func `agree on the roots of empty subtrees`() throws {
    for (depth, root) in SSZCases.all?.zeroHashes ?? [:] {
      #expect(ZeroHashes.root(depth: try #require(Int(depth))).hex == root, "depth \(depth)")
    }
  }
}

extension SSZCases.SingleProof {
  /// Nil where the index or a hash cannot even be written down.
  fileprivate var merkleBranch: MerkleBranch? {
    let siblings = branch.compactMap { Bytes32(hex: $0) }
    guard let index = UInt64(gindex).flatMap(GeneralizedIndex.init), siblings.count == branch.count else { return nil }
    return MerkleBranch(index: index, siblings: siblings)
  }
}

extension SSZCases.Multiproof {
  /// Nil where an index or a hash cannot even be written down.
  fileprivate var merkleMultiproof: Multiproof? {
    let indices = gindices.compactMap { UInt64($0).flatMap(GeneralizedIndex.init) }
    let helpers = proof.compactMap { Bytes32(hex: $0) }
    guard indices.count == gindices.count, helpers.count == proof.count else { return nil }
    return Multiproof(indices: indices, helpers: helpers)
  }
}
