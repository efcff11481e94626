import Cryptography
import Merkle
import SSZ
import Units

/// Proof that a publisher signed two reports for one feed under one sequence number. Both lie in the inputs of blocks.
public struct Equivocation: SSZContainer, MerkleElement, Equatable {
  public var feed: UInt16 = 0
  public var publisher: UInt8 = 0
  public var sequence: UInt64 = 0
  /// `hash_tree_root` of the `PriceReport` that was accepted, and of the one that contradicts it.
  public var first = Bytes32()
  public var second = Bytes32()
  /// Where the second one was read.
  public var blockNumber: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("feed", &feed)
    try visitor.field("publisher", &publisher)
    try visitor.field("sequence", &sequence)
    try visitor.field("first", &first)
    try visitor.field("second", &second)
    try visitor.field("blockNumber", &blockNumber)
  }
}

/// No step computes with it.
extension Equivocation: StateLeaf { public var isPlausible: Bool { true } }
