import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import TestSupport

/// The other side: everything that bytes can ask of the L1.
extension DisputeArena {
  /// Something that a liar may say the root is after a step.
  mutating func anyRoot(
    afterStep number: UInt64, in range: DisputedRange, _ random: inout SplitMix64
  ) throws -> Bytes32 {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return try range.root(afterStep: number, by: truth)
    case 1: return try range.root(afterStep: number &- 1 & 63, by: truth)
    case 2: return Bytes32(random.bytes(32))
    case 3: return range.startRoot
    case 4: return try range.root(afterStep: number, by: lies[1])
    default: return try range.root(afterStep: number, by: lies[0])
    }
  }

  /// One random call of a liar's about some move.
  mutating func anyCall(_ random: inout SplitMix64) throws -> L1Call? {
    guard let index = anyMove(&random) else { return nil }
    let move = disputes[index]
    let range = disputes.range(of: move.claimIndex, in: contracts.claims)
    if move.position.depth == disputes.rules.leafDepth { return try anyStep(against: move, in: range, &random) }
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return .resolve(ResolveCall(move: move.identity))
    case 1: return .claimCredit(ClaimCreditCall(move: move.identity))
    case 2: return .step(StepCall(move: move.identity, isAttack: true, batchHash: Bytes32(), proof: ByteList()))
    default: break
    }
    let isAttack = random.oneIn(2) || move.position == .opening && !random.oneIn(8)
    let place = isAttack ? move.position.attack : move.position.defense
    let number = min(place.lastStep(leafDepth: disputes.rules.leafDepth), (1 << UInt64(disputes.rules.leafDepth)) - 1)
    return .move(
      MoveCall(
        answering: move.identity, isAttack: isAttack,
        machineRoot: try anyRoot(afterStep: number, in: range, &random)))
  }

  /// Mostly one that can be answered, and half of the time one of the last few: games are to become deep.
  private func anyMove(_ random: inout SplitMix64) -> UInt64? {
    let all = 0..<disputes.moveCount
    let open = all.filter { disputes.isAnswerable(disputes[$0], at: nowMs + 1) }
    guard !random.oneIn(8), !open.isEmpty else { return all.randomElement(using: &random) }
    return random.oneIn(2) ? open.randomElement(using: &random) : open.suffix(4).randomElement(using: &random)
  }

  private func anyStep(
    against move: GameMove, in range: DisputedRange, _ random: inout SplitMix64
  ) throws -> L1Call {
    let isAttack = random.oneIn(2)
    let number = move.position.lastStep(leafDepth: disputes.rules.leafDepth)
    let (entry, step) = range.entryAndStep(isAttack ? number : number + 1)
    let hash = entry.map { contracts.batchInbox.entries[Int($0)].bytesHash(ofStep: step) } ?? Bytes32()
    let other = hash == Bytes32() ? contracts.batchInbox.entries[0].dataHash : Bytes32()
    let before = isAttack ? neighbour(of: move, at: number &- 1) ?? range.startRoot : move.machineRoot
    let proof = random.oneIn(4) ? random.bytes(33) : ToyMachine.proof(before)
    return .step(
      StepCall(
        move: move.identity, isAttack: isAttack, batchHash: random.oneIn(4) ? other : hash,
        proof: try ByteList(proof)))
  }

  /// The root that a move's path says after a step.
  func neighbour(of move: GameMove, at number: UInt64) -> Bytes32? {
    var link = move.answers
    while let index = link.index {
      let ancestor = disputes[index]
      if ancestor.position.lastStep(leafDepth: disputes.rules.leafDepth) == number { return ancestor.machineRoot }
      link = ancestor.answers
    }
    return nil
  }

  /// A claim on any entry, on any other claim.
  mutating func anyClaim(_ random: inout SplitMix64) throws -> L1Call {
    let entry = UInt64.random(in: 0..<contracts.batchInbox.entryCount, using: &random)
    let claims = contracts.claims
    let parent = claims.all.indices.randomElement(using: &random).map { UInt64($0) }
    let roots = [
      try truth.root(afterEntry: entry), try lies[0].root(afterEntry: entry), try lies[0].root(afterEntry: entry),
      try lies[1].root(afterEntry: entry), try truth.root(afterEntry: entry / 2), Bytes32(random.bytes(32)),
    ]
    return .claim(
      ClaimCall(
        parent: parent.map { Link($0) } ?? .none, parentIdentity: parent.map { claims.identity(of: $0) } ?? Bytes32(),
        entryIndex: entry, entryAccumulator: contracts.batchInbox.accumulators[Int(entry) + 1],
        machineRoot: roots.randomElement(using: &random) ?? Bytes32(), bondAtoms: Self.claimBondAtoms))
  }

  /// How long a liar can wait before some move can no longer be answered; nil if nothing waits.
  func longestWaitMs(_ random: inout SplitMix64) -> UInt64? {
    let waits = (0..<disputes.moveCount).filter { disputes.isAnswerable(disputes[$0], at: nowMs + 1) }.map {
      disputes.rules.clockMs - disputes.usedMs(answering: disputes[$0], at: nowMs) - 1
    }
    return waits.randomElement(using: &random).map { max($0, 1) }
  }
}
