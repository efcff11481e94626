import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement

/// Somebody who has only the genesis and the L1, and sees to it that no wrong claim is ever settled there.
///
/// ```swift
/// var challenger = try L1Challenger(genesis, playing: erin, proposing: true)
/// while true { for note in try challenger.turn(on: l1).notes { print(note.text) } }
/// ```
public struct L1Challenger: Sendable {
  public let address: Address
  public private(set) var mirror: L1Mirror
  private let proposer: Proposer?
  /// What was sent and is in no block yet, by its nonce.
  private var waiting: [UInt64: L1Call] = [:]
  /// What the L1 has refused, with the block in which it did: it is not sent again at once.
  private var refused: [Bytes32: UInt64] = [:]
  /// The head behind which there was nothing to do.
  private var restedAt: Bytes32?
  private var checkedClaimCount = 0
  /// Moves before this one are decided and paid.
  private var finishedMoveCount: UInt64 = 0
  /// Blocks of which was told, the genesis block among them.
  private var toldBlockCount = 1
  /// What nobody has been told yet.
  private var notes: [ChallengerNote] = []

  /// L1 blocks until something that was refused is tried again.
  static let patienceBlocks: UInt64 = 16
  /// What is sent at once. The rest is thought of again when that is included.
  static let (sendLimit, sendByteLimit) = (DevnetNode.l1SendLimit, 2 << 20)

  /// - Parameter isProposing: whether it also claims what is right wherever nobody does.
  public init(
    _ genesis: DevnetGenesis, playing address: Address, proposing isProposing: Bool = false
  ) throws(GenesisError) {
    self.address = address
    mirror = try L1Mirror(genesis)
    proposer = isProposing ? Proposer(claimant: address, bondAtoms: genesis.l1.minimumBondAtoms) : nil
  }

  /// What came of one turn.
  public struct Turn: Sendable {
    public fileprivate(set) var notes: [ChallengerNote] = []
    /// L1 blocks that were carried out.
    public fileprivate(set) var blockCount = 0
    /// Until the L1 goes on there is nothing more to see.
    public fileprivate(set) var isCaughtUp = false
  }

  /// Looks at the L1 once and, when there is nothing more to see, sends what is to be done.
  ///
  /// Nothing is sent while something that was sent before waits for its block.
  ///
  /// - Throws: what stands in the way. Whatever was seen before is told by the next turn that succeeds.
  public mutating func turn(on l1: some L1Access) throws(L1MirrorError) -> Turn {
    let progress = try mirror.follow(l1)
    if progress.takenBackCount > 0 { goBack(progress) }
    let isDerived = try mirror.derive(l1)
    var turn = Turn()
    turn.blockCount = mirror.chain.blocks.count - toldBlockCount
    tellOfBlocks()
    checkClaims()
    if progress.isCaughtUp {
      try forgetLost(on: l1)
      if waiting.isEmpty { try play(on: l1, isDerived: isDerived) }
    }
    turn.isCaughtUp = progress.isCaughtUp
    turn.notes = notes
    notes = []
    return turn
  }
}

// MARK: - Playing

extension L1Challenger {
  private mutating func play(on l1: some L1Access, isDerived: Bool) throws(L1MirrorError) {
    let head = mirror.chain.head
    guard restedAt != head.hash || !isDerived else { return }
    skipFinishedMoves()
    let plan = Challenger(address: address, trace: mirror.trace)
      .plan(in: mirror.chain.contracts, from: finishedMoveCount, at: head.block.timestampMs + 1)
    if !plan.unknownClaims.isEmpty, restedAt != head.hash {
      note(.unknown(claimCount: plan.unknownClaims.count))
    }
    let calls = Self.fitting((plan.calls + proposal).filter { isTimely($0, at: head.block.number) })
    restedAt = head.hash
    guard !calls.isEmpty else { return }
    restedAt = nil
    let nonces = try L1MirrorError.wrapping { () throws(L1SourceError) in try l1.send(calls, from: address) }
    for (nonce, call) in zip(nonces, calls) { waiting[nonce] = call }
  }

  private mutating func skipFinishedMoves() {
    let disputes = mirror.chain.contracts.disputes
    while finishedMoveCount < disputes.moveCount {
      let move = disputes[finishedMoveCount]
      guard move.verdict != .open, move.payoutAtoms == 0 else { return }
      finishedMoveCount += 1
    }
  }

  private static func fitting(_ calls: [L1Call]) -> [L1Call] {
    var byteCount = 0
    let fitting = calls.prefix(sendLimit).prefix { call in
      byteCount += call.encoded().count
      return byteCount <= sendByteLimit
    }
    return Array(fitting)
  }

  /// The claim of the next right root, unless somebody has made it.
  private var proposal: [L1Call] {
    guard let proposer, let call = try? proposer.nextClaim(in: mirror.chain.contracts, by: mirror.trace) else {
      return []
    }
    return [call]
  }

  private func isTimely(_ call: L1Call, at l1Number: UInt64) -> Bool {
    refused[call.hashTreeRoot()].map { $0 + Self.patienceBlocks <= l1Number } ?? true
  }

  /// Forgets what is included by now, and what no longer waits anywhere: the node may have ended in between.
  private mutating func forgetLost(on l1: some L1Access) throws(L1MirrorError) {
    let includedCount = mirror.chain.contracts.accounts[address].nonce
    waiting = waiting.filter { $0.key >= includedCount }
    var lostCount = 0
    for nonce in waiting.keys.sorted() {
      let isKnown = try L1MirrorError.wrapping { () throws(L1SourceError) in
        try l1.isKnown(nonce: nonce, of: address)
      }
      guard !isKnown else { continue }
      waiting[nonce] = nil
      lostCount += 1
    }
    if lostCount > 0 { note(.lost(transactionCount: lostCount)) }
  }
}

// MARK: - Telling

extension L1Challenger {
  private mutating func note(_ fact: ChallengerNote.Fact, in block: MinedBlock? = nil) {
    notes.append(ChallengerNote(l1Number: (block ?? mirror.chain.head).block.number, fact: fact))
  }

  private mutating func goBack(_ progress: L1Mirror.Progress) {
    checkedClaimCount = min(checkedClaimCount, progress.keptClaimCount)
    toldBlockCount = min(toldBlockCount, progress.keptBlockCount)
    (refused, finishedMoveCount) = ([:], 0)
    // They come again of themselves, with the same nonces.
    for transaction in progress.forgotten where transaction.sender == address {
      waiting[transaction.nonce] = transaction.call
    }
    note(.reorg(blockCount: progress.takenBackCount), in: mirror.chain.blocks[progress.keptBlockCount - 1])
  }

  private mutating func checkClaims() {
    let claims = mirror.chain.contracts.claims.all
    while checkedClaimCount < claims.count {
      let claim = claims[checkedClaimCount]
      guard let right = try? mirror.trace.root(afterEntry: claim.entryIndex) else { return }
      let index = UInt64(checkedClaimCount)
      let fact: ChallengerNote.Fact =
        right == claim.machineRoot
        ? .claimIsRight(claimIndex: index, entryIndex: claim.entryIndex, by: claim.claimant)
        : .claimIsWrong(
          claimIndex: index, entryIndex: claim.entryIndex, by: claim.claimant, found: claim.machineRoot, right: right)
      note(fact)
      checkedClaimCount += 1
    }
  }

  private mutating func tellOfBlocks() {
    for block in mirror.chain.blocks.dropFirst(toldBlockCount) {
      for (transaction, outcome) in zip(block.block.transactions.elements, block.outcomes) {
        if transaction.sender == address, case .reverted = outcome {
          refused[transaction.call.hashTreeRoot()] = block.block.number
        }
        if let fact = fact(transaction, outcome) { note(fact, in: block) }
      }
    }
    toldBlockCount = mirror.chain.blocks.count
  }

  private func fact(_ transaction: L1Transaction, _ outcome: L1Outcome) -> ChallengerNote.Fact? {
    let (claims, disputes) = (mirror.chain.contracts.claims, mirror.chain.contracts.disputes)
    switch (transaction.call, outcome) {
    case (.move(let call), .moved(let index)):
      let move = disputes[index]
      return .move(
        moveIndex: index, claimIndex: move.claimIndex, by: transaction.sender, isAttack: call.isAttack,
        atoms: move.bondAtoms, remaining: try? remaining(after: index))
    case (.step(let call), .stepped(let index)):
      return .step(
        moveIndex: index, by: transaction.sender, place: try? place(of: call, against: disputes[index]),
        proofBytes: call.proof.bytes.count)
    case (_, .resolved(let index, let verdict)):
      let move = disputes[index]
      guard move.position == .opening else { return nil }
      let standing: ClaimStatus = verdict == .countered ? .defeated : .settled
      return .verdict(
        claimIndex: move.claimIndex, entryIndex: claims.all[Int(move.claimIndex)].entryIndex,
        claims.status(of: move.claimIndex) ?? standing)
    case (_, .paid(let index, let atoms)): return .paid(to: disputes[index].payee, atoms: atoms)
    case (.claim, .reverted(let revert)), (.move, .reverted(let revert)), (.step, .reverted(let revert)),
      (.resolve, .reverted(let revert)), (.claimCredit, .reverted(let revert)):
      return transaction.sender == address ? .reverted(revert) : nil
    default: return nil
    }
  }

  /// - Throws: if the steps in question are not known, or not any more.
  private func remaining(after moveIndex: UInt64) throws(TraceGap) -> ChallengerNote.Remaining {
    let disputes = mirror.chain.contracts.disputes
    let range = disputes.range(of: disputes[moveIndex].claimIndex, in: mirror.chain.contracts.claims)
    let numbers = disputes.stepsInQuestion(after: moveIndex)
    let (first, last) = (range.entryAndStep(numbers.lowerBound), range.entryAndStep(numbers.upperBound))
    let (firstEntry, lastEntry) = (
      first.entryIndex ?? range.entries.upperBound, last.entryIndex ?? range.entries.upperBound
    )
    let lastStep = min(
      last.entryIndex == nil ? .max : last.stepIndex, try mirror.trace.stepCount(ofEntry: lastEntry) - 1)
    return ChallengerNote.Remaining(
      firstEntry: firstEntry,
      first: try mirror.trace.place(ofStep: first.entryIndex == nil ? .max : first.stepIndex, ofEntry: firstEntry),
      lastEntry: lastEntry, last: try mirror.trace.place(ofStep: lastStep, ofEntry: lastEntry))
  }

  private func place(of call: StepCall, against move: GameMove) throws(TraceGap) -> MachinePlace {
    let contracts = mirror.chain.contracts
    let range = contracts.disputes.range(of: move.claimIndex, in: contracts.claims)
    let number = move.position.lastStep(leafDepth: contracts.disputes.rules.leafDepth) + (call.isAttack ? 0 : 1)
    let (entry, step) = range.entryAndStep(number)
    return try mirror.trace.place(ofStep: step, ofEntry: entry ?? range.entries.upperBound)
  }
}
