import Cryptography
import Ledger
import Merkle
import SSZ

/// What the bridge knows of one account's exit.
public struct ExitRecord: SSZContainer, MerkleElement, Equatable {
  public var stage = Stage.none
  public var recipient = Address.zero
  /// What it was worth when the rollup ended.
  public var atoms: UInt64 = 0
  public var lots: UInt64 = 0

  public init() {}

  init(_ stage: Stage, _ value: ExitValue) {
    self.stage = stage
    recipient = value.recipient
    atoms = value.atoms
    lots = value.lots
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("stage", &stage)
    try visitor.field("recipient", &recipient)
    try visitor.field("atoms", &atoms)
    try visitor.field("lots", &lots)
  }

  public subscript(asset: Asset) -> UInt64 {
    switch asset {
    case .quote: atoms
    case .collateral: lots
    }
  }

  /// An account leaves once.
  public enum Stage: UInt8, ByteEnum {
    case none = 0
    /// Shown in time, and waits for its share.
    case registered = 1
    case paid = 2
  }
}
