import Cryptography
import Ledger
import MockL1
import SSZ
import Sequencing
import Settlement
import Storage

extension Engine {
  /// The last claim that can be built on and says what this sequencer knows: whoever made it.
  var lastRightClaim: UInt64? {
    let claims = l1.contracts.claims
    let first = Int(claims.lastSettled.index ?? 0)
    let found = claims.all.indices.dropFirst(first).last { index in
      switch claims.status(of: UInt64(index)) {
      case .defeated, .superseded, nil: false
      case .settled, .pending, .challenged:
        trace.root(ofEntry: claims.all[index].entryIndex) == claims.all[index].machineRoot
      }
    }
    return found.map { UInt64($0) } ?? claims.lastSettled.index
  }

  /// Looks whether a claim of this sequencer's was defeated.
  func lookForLostClaim() {
    let claims = l1.contracts.claims
    hasLostClaim = claims.all.indices.dropFirst(Int(claims.lastSettled.index ?? 0)).contains {
      claims.all[$0].claimant == proposer.claimant && claims.status(of: UInt64($0)) == .defeated
    }
  }

  /// Claims the root after the oldest entry that nobody has claimed rightly, unless a claim is on its way.
  func claimNext() throws {
    let claimedCount = lastRightClaim.map { l1.contracts.claims.all[Int($0)].entryIndex + 1 } ?? 0
    guard claimedCount < l1.contracts.batchInbox.entryCount, !hasLostClaim,
      !isPending({ if case .claim = $0 { true } else { false } })
    else { return }
    do throws(TraceGap) {
      guard let call = try proposer.nextClaim(in: l1.contracts, by: trace) else { return }
      l1.submit(call, from: proposer.claimant)
    } catch {
      throw InvariantFailure(block: heads.unsafe, message: "the root after entry \(error.entryIndex) is not known")
    }
  }

  private func isPending(_ isMeant: (L1Call) -> Bool) -> Bool {
    l1.pending.contains { $0.sender == proposer.claimant && isMeant($0.call) }
  }
}

// MARK: - Disputes

extension Engine {
  /// Defends what it has claimed, answers what others claim wrongly, asks for verdicts, and collects bonds.
  func playDisputes() throws {
    let contracts = l1.contracts
    while finishedMoveCount < contracts.disputes.moveCount, contracts.disputes[finishedMoveCount].isFinished {
      finishedMoveCount += 1
    }
    let nextMs = l1.head.block.timestampMs + genesis.l1BlockTimeMs
    guard isAnythingToPlay(in: contracts, at: nextMs), !isPending(\.isPlay), !hasLostClaim else { return }
    try traceDisputedEntries(at: nextMs)
    let plan = Challenger(address: proposer.claimant, trace: trace)
      .plan(in: contracts, from: finishedMoveCount, at: nextMs)
    for call in plan.calls { try submit(call, from: proposer.claimant) }
  }

  /// Nothing is, while nobody but the sequencer has claimed or moved, and none of its bonds is due.
  private func isAnythingToPlay(in contracts: Contracts, at timestampMs: UInt64) -> Bool {
    (finishedMoveCount..<contracts.disputes.moveCount).contains { index in
      let move = contracts.disputes[index]
      guard move.claimant == proposer.claimant, move.position == .opening else { return true }
      return move.verdict == .open
        ? !contracts.disputes.isAnswerable(move, at: timestampMs)
        : contracts.disputes.isPayable(move, at: timestampMs)
    }
  }

  /// Carries out again, step by step, what the moves to come ask for.
  private func traceDisputedEntries(at timestampMs: UInt64) throws {
    let contracts = l1.contracts
    trace.forgetSteps(
      before: contracts.claims.lastSettled.index.map { contracts.claims.all[Int($0)].entryIndex + 1 } ?? 0)
    for game in DisputedGame.unfinished(in: contracts.disputes, from: finishedMoveCount) {
      while let entry = missingEntry(of: game, in: contracts, at: timestampMs) { try traceSteps(ofEntry: entry) }
    }
  }

  private func missingEntry(of game: DisputedGame, in contracts: Contracts, at timestampMs: UInt64) -> UInt64? {
    do throws(TraceGap) {
      _ = try HonestPlayer(trace: trace).calls(in: game, of: contracts, at: timestampMs)
      return nil
    } catch { return trace.root(ofEntry: error.entryIndex) == nil ? nil : error.entryIndex }
  }

  private func traceSteps(ofEntry index: UInt64) throws {
    let batch = try store.batch(index, of: l1.contracts)
    let before = index == 0 ? try firstMachine() : try machine(afterEntry: index - 1)
    let messages = l1.contracts.inbox.messages(from: before.execution.state.inbox.read, upTo: batch.entry.inboxUpTo)
    try trace.trace(batch, after: before, messages: messages)
    guard let corruption = policy.corruption, let first = trace.firstStep(ofBlock: corruption.block, inEntry: index)
    else { return }
    let lie = Lie(entryIndex: index, stepIndex: first + 1 + UInt64(corruption.step)) { after, _ in
      Corruption.falsify(&after)
    }
    try trace.trace(batch, after: before, messages: messages, telling: lie)
  }
}

// MARK: - The machine

extension Engine {
  /// The machine before the first entry.
  func firstMachine() throws -> Machine { Machine(genesis: try genesis.genesis.state(), rules: genesis.rules) }

  /// The machine after an entry of the L1, carried out again from the checkpoint before.
  ///
  /// - Precondition: the L1 has this entry.
  func machine(afterEntry index: UInt64) throws -> Machine {
    try flush()
    let batch = try store.batch(index, of: l1.contracts)
    let previous = index == 0 ? 0 : entryEnds[Int(index) - 1]
    var replay = try Replay(genesis, store: store, from: previous, corruption: policy.corruption)
    _ = try replay.carryOut(upTo: previous)
    let expansion = try l1.contracts.expansion(of: batch, after: ChainTip(replay.sequencer.execution), genesis.rules)
    let accumulator = l1.contracts.batchInbox.accumulators[Int(index) + 1]
    _ = try replay.carryOut(upTo: entryEnds[Int(index)])
    return Machine(
      expansion.derivation(after: batch.entry, accumulator: accumulator), replay.sequencer.execution,
      rules: genesis.rules)
  }
}

extension GameMove {
  /// Whether nothing will come of it any more.
  fileprivate var isFinished: Bool { verdict != .open && payoutAtoms == 0 }
}

extension L1Call {
  fileprivate var isPlay: Bool {
    switch self {
    case .move, .step, .resolve, .claimCredit: true
    default: false
    }
  }
}
