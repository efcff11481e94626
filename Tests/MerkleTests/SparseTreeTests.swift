import Cryptography
import Merkle
import Testing
import TestSupport

@Suite struct `A sparse tree` {
  @Test(arguments: 0...5, 0...32)
  func `has the root of its chunks and of the zeroes behind them`(depth: Int, count: Int) throws {
    guard count <= 1 << depth else { return }
    let chunks = (0..<count).map { SHA256.hash([UInt8($0)]) }
    let tree = SparseTree(chunks.map { SparseTree(leaf: $0) }, depth: depth)
    #expect(tree.root == Merkleization.root(of: chunks, depth: depth))
    let first = GeneralizedIndex.root.descendant(depth: depth, position: 0)
    #expect(try tree.node(at: first) == chunks.first ?? Bytes32())
  }

  @Test func `of 2^60 leaves holds only those that are not zero`() throws {
    let chunk = SHA256.hash([7])
    let tree = SparseTree([SparseTree(leaf: chunk)], depth: 60)
    let last = GeneralizedIndex.root.descendant(depth: 60, position: 1 << 60 - 1)
    #expect(try tree.node(at: last) == Bytes32())
    #expect(try tree.branch(to: last).verifies(Bytes32(), in: tree.root))
  }

  @Test func `has no nodes below its leaves`() {
    let tree = SparseTree([SparseTree(leaf: SHA256.hash([7]))], depth: 1)
    for index in indices(4, 5, 6, 7) {
      #expect(throws: ProofError.noSuchNode(index)) { try tree.node(at: index) }
      #expect(throws: ProofError.noSuchNode(index)) { try tree.branch(to: index) }
    }
    #expect(throws: ProofError.noSuchNode(indices(6)[0])) { try tree.multiproof(of: indices(6, 7)) }
  }
}
