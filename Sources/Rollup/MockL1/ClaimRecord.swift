import Cryptography
import Ledger
import Merkle
import SSZ

/// What the L1 keeps of a claim beside the claim itself.
struct ClaimRecord: SSZContainer, MerkleElement, Equatable {
  /// Of the game's opening move.
  var identity = Bytes32()
  /// The last claim before it that says the same, on the same parent.
  var sameBefore = Link.none
  var isChallenged = false
  var decision = Decision.open

  enum Decision: UInt8, ByteEnum {
    case open = 0
    case settled = 1
    case defeated = 2
    case superseded = 3
  }

  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("identity", &identity)
    try visitor.field("sameBefore", &sameBefore)
    try visitor.field("isChallenged", &isChallenged)
    try visitor.field("decision", &decision)
  }
}
