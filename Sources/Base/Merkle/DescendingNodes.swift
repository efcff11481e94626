/// Nodes of a tree, handed out from the greatest index to the smallest while their parents are handed in.
///
/// Whoever takes nodes in descending order also makes parents in descending order, so two sorted queues do the work of
/// a heap: after sorting, each node costs O(1).
struct DescendingNodes<Content> {
  typealias Node = (index: GeneralizedIndex, content: Content)

  private let given: [Node]
  private var givenTaken = 0
  private var made: [Node] = []
  private var madeTaken = 0

  /// - Throws: `ProofError.noIndices` or `.repeatedIndex`.
  init(_ nodes: [Node]) throws(ProofError) {
    guard !nodes.isEmpty else { throw .noIndices }
    given = nodes.sorted { $0.index > $1.index }
    for (greater, smaller) in zip(given, given.dropFirst()) where greater.index == smaller.index {
      throw .repeatedIndex(greater.index)
    }
  }

  /// Whether `index` is the one that is handed out next.
  func isNext(_ index: GeneralizedIndex) -> Bool { max(nextGiven, nextMade) == index.rawValue }

  /// - Throws: `ProofError.nestedIndices` where a node is both given and made from nodes below it.
  mutating func takeNext() throws(ProofError) -> Node {
    let (fromGiven, fromMade) = (nextGiven, nextMade)
    precondition(max(fromGiven, fromMade) > 0, "a climb went on above the root")
    guard fromGiven != fromMade else { throw nesting(at: given[givenTaken].index) }
    if fromGiven > fromMade {
      defer { givenTaken += 1 }
      return given[givenTaken]
    }
    defer { madeTaken += 1 }
    return made[madeTaken]
  }

  mutating func add(parent: GeneralizedIndex, _ content: Content) { made.append((parent, content)) }

  /// Zero, which names no node, where none is left.
  private var nextGiven: UInt64 { givenTaken < given.count ? given[givenTaken].index.rawValue : 0 }

  private var nextMade: UInt64 { madeTaken < made.count ? made[madeTaken].index.rawValue : 0 }

  private func nesting(at ancestor: GeneralizedIndex) -> ProofError {
    let descendant = given.first { $0.index != ancestor && ancestor.contains($0.index) }
    return .nestedIndices(ancestor: ancestor, descendant: descendant?.index ?? ancestor)
  }
}
