import Cryptography
import Ledger
import Merkle
import SSZ

/// One move of a dispute: what somebody says, with a bond, the machine's root is after one step.
public struct GameMove: SSZContainer, MerkleElement, Equatable {
  /// The claim in dispute.
  public var claimIndex: UInt64 = 0
  /// The index of the move that it answers; none for the opening, which is the claim itself.
  public var answers = Link.none
  /// Its position's generalized index.
  public var positionIndex: UInt64 = 0
  public var machineRoot = Bytes32()
  /// A hash over everything said from the genesis to here: calls name moves by it. After a reorg a move's index may be
  /// another's, and an answer to that would lose its bond.
  public var identity = Bytes32()
  public var claimant = Address.zero
  public var bondAtoms: UInt64 = 0
  /// What the mover's team had used of its clock when it made the move, after the extension.
  public var usedMs: UInt64 = 0
  public var madeAtMs: UInt64 = 0

  /// Answers without a verdict.
  public var openAnswerCount: UInt64 = 0
  /// The leftmost answer that stands; of several at one position the first. None decided yet: none.
  public var leftmostStanding = Link.none
  /// Whether one step of the machine has shown it wrong, and who supplied that step.
  public var isDisproved = false
  public var disprovedBy = Address.zero

  public var verdict = Verdict.open
  /// Who collects what is left of the bond, from `payoutDelayMs` after the verdict on. Zero once collected.
  public var payee = Address.zero
  public var payoutAtoms: UInt64 = 0
  public var decidedAtMs: UInt64 = 0

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("claimIndex", &claimIndex)
    try visitor.field("answers", &answers)
    try visitor.field("positionIndex", &positionIndex)
    try visitor.field("machineRoot", &machineRoot)
    try visitor.field("identity", &identity)
    try visitor.field("claimant", &claimant)
    try visitor.field("bondAtoms", &bondAtoms)
    try visitor.field("usedMs", &usedMs)
    try visitor.field("madeAtMs", &madeAtMs)
    try visitor.field("openAnswerCount", &openAnswerCount)
    try visitor.field("leftmostStanding", &leftmostStanding)
    try visitor.field("isDisproved", &isDisproved)
    try visitor.field("disprovedBy", &disprovedBy)
    try visitor.field("verdict", &verdict)
    try visitor.field("payee", &payee)
    try visitor.field("payoutAtoms", &payoutAtoms)
    try visitor.field("decidedAtMs", &decidedAtMs)
  }

  public enum Verdict: UInt8, ByteEnum {
    case open = 0
    /// No answer stands and no step disproves it: its bond goes back.
    case stands = 1
    /// Its bond is lost.
    case countered = 2
  }

  public var position: GamePosition { GamePosition(index: positionIndex) }

  /// The identity of an answer at `position`.
  public static func identity(answering identity: Bytes32, at position: GamePosition, _ machineRoot: Bytes32) -> Bytes32
  {
    SHA256.hash(identity, SHA256.hash(position.index.hashTreeRoot(), machineRoot))
  }
}
