import Cryptography
import Merkle
import Testing
import TestSupport

@Suite struct `A multiproof` {
  /// Eight leaves, the i-th the hash of byte i.
  let tree = SparseTree((0..<8 as Range<UInt8>).map { SparseTree(leaf: SHA256.hash([$0])) }, depth: 3)

  @Test func `needs the siblings that the leaves do not give, greatest index first`() throws {
    #expect(try Multiproof.helperIndices(for: indices(14, 8, 9)) == indices(15, 6, 5))
    #expect(try Multiproof.helperIndices(for: indices(8, 9, 5, 3)).isEmpty)
    #expect(try Multiproof.helperIndices(for: [.root]).isEmpty)
  }

  /// A parent that is greater than an untouched leaf must wait for nothing, a smaller one must wait.
  @Test(arguments: [[16, 10, 6], [12, 10, 9], [9, 3], [4, 10, 11, 12, 13]])
  func `works by descending index, whatever the levels`(rawValues: [UInt64]) throws {
    let deeper = SparseTree(
      (0..<16 as Range<UInt8>).map { SparseTree(leaf: SHA256.hash([$0])) }, depth: 4)
    let indices = rawValues.map { GeneralizedIndex($0)! }
    let proof = try deeper.multiproof(of: indices)
    #expect(proof.verifies(try deeper.nodes(at: indices), in: deeper.root))
  }

  @Test func `refuses one index twice, though both leaves be the same`() throws {
    let helpers = try tree.multiproof(of: indices(8)).helpers
    let leaf = try tree.node(at: indices(8)[0])
    let proof = Multiproof(indices: indices(8, 8), helpers: helpers)
    #expect(throws: ProofError.repeatedIndex(indices(8)[0])) { try proof.root(of: [leaf, leaf]) }
  }

  @Test(arguments: [[4, 8], [8, 4], [1, 15], [4, 8, 9], [9, 8, 4, 2], [2, 3, 11]])
  func `refuses a leaf above another`(rawValues: [UInt64]) throws {
    let nested = rawValues.map { GeneralizedIndex($0)! }
    let error = #expect(throws: ProofError.self) { try Multiproof.helperIndices(for: nested) }
    guard case .nestedIndices(let ancestor, let descendant)? = error else {
      Issue.record("refused as \(String(describing: error))")
      return
    }
    #expect(ancestor != descendant && ancestor.contains(descendant))
    #expect(nested.contains(ancestor) && nested.contains(descendant))
  }

  @Test func `refuses to prove nothing`() {
    #expect(throws: ProofError.noIndices) { try Multiproof(indices: [], helpers: []).root(of: []) }
  }

  @Test func `refuses another number of leaves than of indices`() throws {
    let proof = try tree.multiproof(of: indices(8, 12))
    let leaves = try tree.nodes(at: indices(8, 12))
    #expect(throws: ProofError.leafCount(expected: 2, found: 1)) { try proof.root(of: [leaves[0]]) }
    #expect(throws: ProofError.leafCount(expected: 2, found: 3)) { try proof.root(of: leaves + [leaves[0]]) }
  }

  @Test func `refuses helpers that are missing or unused`() throws {
    let proof = try tree.multiproof(of: indices(8, 12))
    let leaves = try tree.nodes(at: indices(8, 12))
    let short = Multiproof(indices: proof.indices, helpers: proof.helpers.dropLast())
    #expect(throws: ProofError.missingHelpers(expected: 4, found: 3)) { try short.root(of: leaves) }
    let long = Multiproof(indices: proof.indices, helpers: proof.helpers + [leaves[0]])
    #expect(throws: ProofError.unusedHelpers(expected: 4, found: 5)) { try long.root(of: leaves) }
  }

  @Test func `reaches the deepest positions that an index can name`() throws {
    let tree = SparseTree(zeroesOfDepth: 63)
    let ends = indices(1 << 63, .max, 1 << 62 + 1)
    let proof = try tree.multiproof(of: ends)
    #expect(proof.helpers.count == 1 + 60 + 62)
    #expect(proof.verifies([Bytes32(), Bytes32(), ZeroHashes.root(depth: 1)], in: tree.root))
  }

  /// All 2^15 sets of positions in a tree of 15 nodes.
  @Test func `is made for every set of unrelated nodes of a small tree, and for no other set`() throws {
    var provenCount = 0
    for set in 0..<UInt64(1) << 15 {
      let chosen = (1...15).filter { set >> ($0 - 1) & 1 == 1 }.map { GeneralizedIndex($0)! }
      guard HelperModel.areUnrelated(chosen) else {
        #expect(throws: ProofError.self) { try Multiproof.helperIndices(for: chosen) }
        continue
      }
      #expect(try Multiproof.helperIndices(for: chosen) == HelperModel.helperIndices(for: chosen))
      #expect(try tree.multiproof(of: chosen).verifies(tree.nodes(at: chosen), in: tree.root))
      provenCount += 1
    }
    #expect(provenCount == 676)
  }

  @Test(arguments: Seeds.all)
  func `holds for its leaves and helpers and for no others`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let tree = random.tree(depth: 7)
      let chosen = random.unrelatedIndices(in: tree)
      let (proof, leaves) = (try tree.multiproof(of: chosen), try tree.nodes(at: chosen))
      #expect(try Multiproof.helperIndices(for: chosen) == HelperModel.helperIndices(for: chosen))
      #expect(proof.verifies(leaves, in: tree.root))
      for forged in random.variations(of: leaves) { #expect(!proof.verifies(forged, in: tree.root)) }
      for forged in random.variations(of: proof.helpers) {
        #expect(!Multiproof(indices: chosen, helpers: forged).verifies(leaves, in: tree.root))
      }
    }
  }
}

/// The sets of the specification, spelled out: `get_helper_indices` of consensus-specs, ssz/merkle-proofs.md.
private enum HelperModel {
  static func helperIndices(for indices: [GeneralizedIndex]) -> [GeneralizedIndex] {
    let onPaths = Set(indices.flatMap(path))
    let siblings = Set(onPaths.compactMap(\.sibling))
    return siblings.subtracting(onPaths).sorted(by: >)
  }

  static func areUnrelated(_ indices: [GeneralizedIndex]) -> Bool {
    !indices.isEmpty && indices.allSatisfy { index in !path(from: index).dropFirst().contains(where: indices.contains) }
  }

  private static func path(from index: GeneralizedIndex) -> [GeneralizedIndex] {
    Array(sequence(first: index, next: \.parent))
  }
}

extension SplitMix64 {
  /// `nodes` with each one changed, left out, given twice or exchanged with its neighbour, and with strange ones added.
  fileprivate mutating func variations(of nodes: [Bytes32]) -> [[Bytes32]] {
    var variations = [nodes + [chunk()], [chunk()] + nodes]
    for position in nodes.indices {
      variations += Array(repeating: nodes, count: 4)
      let last = variations.count - 1
      variations[last][position] = nodes[position].flipping(bit: .random(in: 0..<256, using: &self))
      variations[last - 1].remove(at: position)
      variations[last - 2].insert(nodes[position], at: position)
      variations[last - 3].swapAt(position, (position + 1) % nodes.count)
      if variations[last - 3] == nodes { variations.remove(at: last - 3) }
    }
    return variations
  }
}
