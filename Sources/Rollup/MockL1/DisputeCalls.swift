import Cryptography
import SSZ

/// `Disputes`: answers a move, or the claim itself, with another.
public struct MoveCall: SSZContainer, Equatable {
  /// The identity of the move that is answered.
  public var answering = Bytes32()
  /// Whether that move's root is wrong (attack), or right but what follows is wrong (defend).
  public var isAttack = false
  /// What the machine's root is at the answer's position.
  public var machineRoot = Bytes32()

  public init() {}

  public init(answering: Bytes32, isAttack: Bool, machineRoot: Bytes32) {
    self.answering = answering
    self.isAttack = isAttack
    self.machineRoot = machineRoot
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("answering", &answering)
    try visitor.field("isAttack", &isAttack)
    try visitor.field("machineRoot", &machineRoot)
  }
}

/// `Disputes`: shows by one step of the machine that a move at the last depth is wrong.
public struct StepCall: SSZContainer, Equatable {
  /// The identity of that move.
  public var move = Bytes32()
  /// Whether the step ends at the move's root (attack) or starts from it (defend).
  public var isAttack = false
  /// `dataHash` of the entry that the step takes in, whose bytes travel beside the transaction; zero for other steps.
  public var batchHash = Bytes32()
  public var proof = ByteList<1_048_576>()

  public init() {}

  public init(move: Bytes32, isAttack: Bool, batchHash: Bytes32, proof: ByteList<1_048_576>) {
    self.move = move
    self.isAttack = isAttack
    self.batchHash = batchHash
    self.proof = proof
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("move", &move)
    try visitor.field("isAttack", &isAttack)
    try visitor.field("batchHash", &batchHash)
    try visitor.field("proof", &proof)
  }
}

/// `Disputes`: decides a move that can no longer be answered and all of whose answers are decided.
public struct ResolveCall: SSZContainer, Equatable {
  /// The move's identity.
  public var move = Bytes32()

  public init() {}

  public init(move: Bytes32) { self.move = move }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("move", &move)
  }
}

/// `Disputes`: pays what a decided move's bond came to, to whom it belongs. Anybody may ask for it.
public struct ClaimCreditCall: SSZContainer, Equatable {
  /// The move's identity.
  public var move = Bytes32()

  public init() {}

  public init(move: Bytes32) { self.move = move }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("move", &move)
  }
}
