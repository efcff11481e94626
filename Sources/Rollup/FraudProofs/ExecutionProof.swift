import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition

/// Some leaves of an execution's tree, in the clear, and the hashes that lead from them to its root.
///
/// A leaf is a small container, a list's length, an element of a list or a chunk of a vector, as its SSZ encoding; an
/// element behind a list's end is empty. There is one proof of given leaves: positions ascend, helpers are those of
/// `Multiproof.helperIndices` in its order, and a helper above nothing but zeroes is told by its height.
public struct ExecutionProof: SSZContainer, Equatable {
  /// Generalized indices in the tree of the execution, ascending.
  public var positions = BoundedList<UInt64, 65_536>()
  public var leaves = BoundedList<ByteList<16_384>, 65_536>()
  /// Of each helper, the height of the zero subtree that it is; 255 where it is in `helpers`.
  public var heights = ByteList<4_194_304>()
  public var helpers = BoundedList<Bytes32, 4_194_304>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("positions", &positions)
    try visitor.field("leaves", &leaves)
    try visitor.field("heights", &heights)
    try visitor.field("helpers", &helpers)
  }

  static let writtenOut: UInt8 = 255

  init(_ leaves: [ProvenLeaf], helpers: [Bytes32]) throws(DecodingError) {
    positions = try BoundedList(leaves.map { $0.position.rawValue })
    self.leaves = try BoundedList(leaves.map { $0.encoding })
    let heights = helpers.map { $0.zeroHeight ?? Self.writtenOut }
    self.heights = try ByteList(heights)
    self.helpers = try BoundedList(helpers.filter { $0.zeroHeight == nil })
  }
}

/// A leaf of the execution's tree, as its encoding.
struct ProvenLeaf: Equatable, Sendable {
  let position: GeneralizedIndex
  let encoding: ByteList<16_384>

  init(_ position: GeneralizedIndex, _ bytes: [UInt8]) {
    self.position = position
    do throws(DecodingError) { encoding = try ByteList(bytes) } catch {
      preconditionFailure("a leaf of the state is larger than a witness can show")
    }
  }
}

extension ExecutionProof {
  /// The leaves' positions.
  func checkedPositions() throws(WitnessFault) -> [GeneralizedIndex] {
    guard leaves.count == positions.count else { throw .count(expected: positions.count, found: leaves.count) }
    var checked: [GeneralizedIndex] = []
    for position in positions.elements {
      guard let index = GeneralizedIndex(position), index > checked.last ?? .root else {
        throw .positionOutOfOrder(position)
      }
      checked.append(index)
    }
    return checked
  }

  /// The hashes of the nodes at `indices`, which are those that the leaves' proof needs.
  func checkedHelpers(at indices: [GeneralizedIndex]) throws(WitnessFault) -> [PlacedHash] {
    guard heights.bytes.count == indices.count else {
      throw .count(expected: indices.count, found: heights.bytes.count)
    }
    var written = helpers.elements[...]
    var found: [PlacedHash] = []
    for (place, (index, height)) in zip(indices, heights.bytes).enumerated() {
      if height <= ZeroHashes.depthLimit {
        found.append(PlacedHash(index, ZeroHashes.root(depth: Int(height))))
      } else {
        guard height == Self.writtenOut, let hash = written.popFirst(), hash.zeroHeight == nil else {
          throw .badHelper(index: place)
        }
        found.append(PlacedHash(index, hash))
      }
    }
    guard written.isEmpty else {
      throw .count(expected: helpers.count - written.count, found: helpers.count)
    }
    return found
  }
}

extension Bytes32 {
  /// The height of the subtree of zeroes whose root this is, if it is one.
  fileprivate var zeroHeight: UInt8? {
    (0...ZeroHashes.depthLimit).first { ZeroHashes.root(depth: $0) == self }.map { UInt8($0) }
  }
}
