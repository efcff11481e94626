import Cryptography
import SSZ

/// Constants of claims' disputes: the size of the tree that is bisected, clocks and bonds.
public struct DisputeRules: SSZContainer, Equatable {
  /// The machine's root before entry 0: where claims without a parent start.
  public var genesisMachineRoot = Bytes32()
  /// Levels of the tree over entries: a claim is at most 2^batchLevels entries after its parent.
  public var batchLevels: UInt8 = 16
  /// Levels of the tree over the machine's steps inside one entry.
  public var stepLevels: UInt8 = 24
  /// What each team may use up between the claim and the last move. Also the time in which a claim can be challenged.
  public var clockMs: UInt64 = 300_000
  /// What there is at least, after any move, to answer it; twice as much where an answer needs more work.
  public var extensionMs: UInt64 = 60_000
  /// The bond of a move at depth d is `baseBondAtoms + d × bondAtomsPerLevel`. It must exceed the cost of an answer.
  public var baseBondAtoms: UInt64 = 10_000_000
  public var bondAtomsPerLevel: UInt64 = 1_000_000
  /// The winner's part of a lost bond. The rest is burned: whoever plays against himself must lose by it.
  public var winnerPartsPerMillion: UInt32 = 500_000
  /// Between the verdict on a move and the payout.
  public var payoutDelayMs: UInt64 = 60_000

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("genesisMachineRoot", &genesisMachineRoot)
    try visitor.field("batchLevels", &batchLevels)
    try visitor.field("stepLevels", &stepLevels)
    try visitor.field("clockMs", &clockMs)
    try visitor.field("extensionMs", &extensionMs)
    try visitor.field("baseBondAtoms", &baseBondAtoms)
    try visitor.field("bondAtomsPerLevel", &bondAtomsPerLevel)
    try visitor.field("winnerPartsPerMillion", &winnerPartsPerMillion)
    try visitor.field("payoutDelayMs", &payoutDelayMs)
  }

  /// Depth of the moves that are settled by one step of the machine.
  public var leafDepth: Int { Int(batchLevels) + Int(stepLevels) }

  /// Entries that a claim may be after its parent.
  public var entryLimit: UInt64 { 1 << UInt64(batchLevels) }

  /// Bounds: the tree's positions, doubled, fit 64 bits; the first move of the game is no leaf; an extension never exceeds the
  /// clock; the largest bond fits 64 bits; the winner's part is not more than the whole.
  var isConsistent: Bool {
    let depth = UInt64(batchLevels) + UInt64(stepLevels)
    let largestBond = UInt128(baseBondAtoms) + UInt128(bondAtomsPerLevel) * UInt128(depth)
    return (2...62).contains(depth) && extensionMs <= clockMs / 2 && clockMs > 0
      && largestBond <= UInt128(UInt64.max) && winnerPartsPerMillion <= 1_000_000
  }

  /// What a move at `depth` costs its maker until it is decided.
  public func bondAtoms(atDepth depth: Int) -> UInt64 { baseBondAtoms + UInt64(depth) * bondAtomsPerLevel }

  /// What of a lost bond goes to the winner. Rounded down: the odd atom is burned.
  func winnerAtoms(of bondAtoms: UInt64) -> UInt64 {
    UInt64(UInt128(bondAtoms) * UInt128(winnerPartsPerMillion) / 1_000_000)
  }

  /// The least time that an answer to an answer to a move at `depth` is left with.
  ///
  /// Doubled where that answer needs more than a look at a trace: the first one inside an entry, for which the entry is
  /// carried out step by step, and the last, which is a proof of one step.
  func extensionMs(afterMoveAtDepth depth: Int) -> UInt64 {
    depth + 1 == leafDepth || depth + 1 == Int(batchLevels) ? 2 * extensionMs : extensionMs
  }
}
