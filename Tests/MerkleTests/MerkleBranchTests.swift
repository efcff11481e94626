import Cryptography
import Merkle
import Testing
import TestSupport

@Suite struct `A Merkle branch` {
  let leaf = SHA256.hash([1])
  let sibling = SHA256.hash([2])
  let uncle = SHA256.hash([3])

  @Test func `joins the leaf with its siblings from below, each on its own side`() throws {
    let branch = MerkleBranch(index: indices(6)[0], siblings: [sibling, uncle])
    #expect(try branch.root(of: leaf) == SHA256.hash(uncle, SHA256.hash(leaf, sibling)))
  }

  @Test func `of the root is empty`() throws {
    #expect(try MerkleBranch(index: .root, siblings: []).root(of: leaf) == leaf)
  }

  @Test(arguments: [0, 1, 3])
  func `of another length than its depth is refused`(length: Int) {
    let branch = MerkleBranch(index: indices(6)[0], siblings: Array(repeating: sibling, count: length))
    #expect(throws: ProofError.branchLength(expected: 2, found: length)) { try branch.root(of: leaf) }
    #expect(!branch.verifies(leaf, in: leaf))
  }

  @Test func `is verified against one root only`() throws {
    let branch = MerkleBranch(index: indices(2)[0], siblings: [sibling])
    let root = SHA256.hash(leaf, sibling)
    let verified = try branch.verified(leaf, in: root)
    #expect(verified.leaf == leaf && verified.index == branch.index && verified.root == root)
    #expect(throws: ProofError.rootMismatch(expected: uncle, computed: root)) {
      try branch.verified(leaf, in: uncle)
    }
  }

  @Test(arguments: Seeds.all)
  func `proves every node, and nothing once a bit is changed`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let tree = random.tree(depth: 6)
      let index = random.unrelatedIndices(in: tree)[0]
      let (node, branch) = (try tree.node(at: index), try tree.branch(to: index))
      #expect(branch.verifies(node, in: tree.root))
      #expect(!branch.verifies(node.flipping(bit: .random(in: 0..<256, using: &random)), in: tree.root))
      for height in branch.siblings.indices {
        var siblings = branch.siblings
        siblings[height] = siblings[height].flipping(bit: .random(in: 0..<256, using: &random))
        #expect(!MerkleBranch(index: index, siblings: siblings).verifies(node, in: tree.root))
      }
    }
  }

  @Test func `reaches the deepest position that an index can name`() throws {
    let tree = SparseTree(zeroesOfDepth: 63)
    let branch = try tree.branch(to: indices(.max)[0])
    #expect(branch.siblings == (0..<63).map { ZeroHashes.root(depth: $0) })
    #expect(branch.verifies(Bytes32(), in: ZeroHashes.root(depth: 63)))
  }
}
