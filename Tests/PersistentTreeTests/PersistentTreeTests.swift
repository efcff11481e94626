import Cryptography
import Merkle
import TestSupport
import Testing

/// An element of two chunks, large enough that a page holds few of them.
private struct Pair: MerkleElement, Equatable {
  var first: UInt64 = 0
  var second: UInt64 = 0

  func hashTreeRoot() -> Bytes32 {
    SHA256.hash(
      Bytes32(word0: first, word1: 0, word2: 0, word3: 0), Bytes32(word0: second, word1: 0, word2: 0, word3: 0))
  }
}

private let seeds: [UInt64] = [1, 2, 3, 4, 5, UInt64.random(in: 0...UInt64.max)]

@Suite struct `A persistent list` {
  fileprivate typealias List = PersistentList<Pair, 20>

  private func naiveRoot(_ model: [Pair]) -> Bytes32 {
    Merkleization.mixIn(
      length: UInt64(model.count), into: Merkleization.root(of: model.map { $0.hashTreeRoot() }, depth: 20))
  }

  @Test(arguments: seeds)
  func `agrees with a plain array, and so do its snapshots, whatever is written`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var list = List(at: .root)
    var model: [Pair] = []
    var snapshots: [(List, [Pair])] = []
    for _ in 0..<3_000 {
      let value = Pair(first: random.next(), second: random.next())
      switch Int.random(in: 0..<100, using: &random) {
      case 0..<50:
        #expect(try list.append(value) == UInt64(model.count))
        model.append(value)
      case 50..<98 where !model.isEmpty:
        let index = Int.random(in: 0..<model.count, using: &random)
        try list.write(value, at: UInt64(index))
        model[index] = value
      default:
        #expect(list.root() == naiveRoot(model), "seed \(seed)")
        snapshots.append((list, model))
      }
    }
    snapshots.append((list, model))
    for (copy, values) in snapshots {
      var copy = copy
      for (index, value) in values.enumerated() { #expect(try copy.read(UInt64(index)) == value) }
      #expect(copy.root() == naiveRoot(values), "seed \(seed)")
    }
  }

  @Test(arguments: seeds)
  func `of which a proof shows what was touched gives the same root after the same writes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var list = List(at: .root)
    for _ in 0..<random.next() % 1_000 + 10 { _ = try list.append(Pair(first: random.next(), second: random.next())) }
    let log = AccessLog()
    var recorded = list.recording(into: log)
    let changes = (0..<5).map { _ in (random.next() % list.count, Pair(first: random.next(), second: 7)) }
    try change(&recorded, changes)
    let touched = Set(log.touched)
    #expect(touched == Set(changes.map { position(of: $0.0) } + [position(of: list.count)]))

    var proven = try prove(touched, of: &list)
    #expect(proven.root() == list.root())
    try change(&proven, changes)
    try change(&list, changes)
    #expect(proven.root() == list.root() && recorded.root() == list.root(), "seed \(seed)")
  }

  @Test func `refuses to read what it knows only by its root, and names the position`() throws {
    var list = List(at: .root)
    for index in 0..<500 as Range<UInt64> { _ = try list.append(Pair(first: index, second: 1)) }
    let proven = try prove([position(of: 3)], of: &list)
    #expect(try proven.read(3) == list.read(3))
    for index in [4, 64, 499] as [UInt64] {
      #expect(throws: StateAccessError.blinded(position(of: index))) { try proven.read(index) }
    }
    #expect(throws: StateAccessError.outside(tree: GeneralizedIndex.root.descendant(depth: 1, position: 0), index: 500))
    {
      try proven.read(500)
    }
    var unknown = list.blinded()
    #expect(throws: StateAccessError.self) { try unknown.write(Pair(), at: 0) }
  }

  /// Reads, writes and appends.
  private func change(_ list: inout List, _ changes: [(UInt64, Pair)]) throws {
    for (index, value) in changes {
      _ = try list.read(index)
      try list.write(value, at: index)
    }
    _ = try list.append(Pair(first: 1, second: 2))
  }

  private func position(of index: UInt64) -> GeneralizedIndex {
    GeneralizedIndex.root.descendant(depth: 21, position: index)
  }

  /// The list as somebody knows it who was shown these elements, and the hashes that a multiproof of them needs.
  private func prove(_ touched: Set<GeneralizedIndex>, of list: inout List) throws -> List {
    _ = list.root()
    let whole = list
    let tree = GeneralizedIndex.root.descendant(depth: 1, position: 0)
    let helpers = try Multiproof.helperIndices(for: touched.sorted()).filter { tree.contains($0) }
    let hashes = helpers.map { helper in
      let (level, position) = (helper.depth - 1, helper.rawValue & (1 << UInt64(helper.depth - 1) - 1))
      return (level, position, whole.hash(level: level, position: position))
    }
    let elements = try touched.sorted().map { position in
      let index = position.rawValue & (1 << 20 - 1)
      let value = index < whole.count ? try whole.read(index) : Pair()
      return (index, value, index < whole.count ? value.hashTreeRoot() : Bytes32())
    }
    return List(count: whole.count, in: PersistentTree(proving: elements, hashes: hashes, at: tree, into: AccessLog()))
  }

  @Test func `gives the hash of every node of its tree`() throws {
    var tree = PersistentTree<Pair, 12>(at: .root)
    var leaves = [Bytes32](repeating: Bytes32(), count: 1 << 12)
    for index in [0, 1, 63, 64, 700] as [UInt64] {
      let value = Pair(first: index, second: 3)
      try tree.write(value, at: index)
      leaves[Int(index)] = value.hashTreeRoot()
    }
    _ = tree.root()
    var nodes = leaves
    for level in stride(from: 12, through: 0, by: -1) {
      for (position, node) in nodes.enumerated() {
        #expect(tree.hash(level: level, position: UInt64(position)) == node)
      }
      nodes = stride(from: 0, to: nodes.count - 1, by: 2).map { SHA256.hash(nodes[$0], nodes[$0 + 1]) }
    }
  }
}

@Suite struct `A persistent vector of chunks` {
  @Test func `has nothing behind its last chunk, also in a proof, and takes nothing there`() throws {
    var vector = PersistentVector<8>(at: .root)
    for isFilled in [false, true] {
      if isFilled { try vector.write(Bytes32(word0: 1, word1: 0, word2: 0, word3: 0), at: 255) }
      let log = AccessLog()
      for copy in [vector, vector.recording(into: log), PersistentVector(blinded: Bytes32(), at: .root)] {
        for index in [256, 300, 1 << 12, UInt64.max] { #expect(try copy.read(index).isZero) }
      }
      #expect(log.touched.isEmpty)
      #expect(throws: StateAccessError.outside(tree: .root, index: 256)) { try vector.write(Bytes32(), at: 256) }
    }
  }

  @Test(arguments: seeds)
  func `hashes like the whole vector, however sparse`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var vector = PersistentVector<14>(at: .root)
    var model = [Bytes32](repeating: Bytes32(), count: 1 << 14)
    for _ in 0..<40 {
      let index = random.next() % (1 << 14)
      let chunk = Bytes32(word0: random.next(), word1: 0, word2: 0, word3: random.next())
      try vector.write(chunk, at: index)
      model[Int(index)] = chunk
      #expect(vector.root() == Merkleization.root(of: model, depth: 14), "seed \(seed)")
    }
    for index in 0..<model.count { #expect(try vector.read(UInt64(index)) == model[index]) }
  }

  @Test func `is as high as its type says even when a page is higher`() throws {
    var vector = PersistentVector<3>(at: .root)
    try vector.write(Bytes32(word0: 1, word1: 2, word2: 3, word3: 4), at: 5)
    var chunks = [Bytes32](repeating: Bytes32(), count: 8)
    chunks[5] = Bytes32(word0: 1, word1: 2, word2: 3, word3: 4)
    #expect(vector.root() == Merkleization.root(of: chunks, depth: 3))
  }
}
