import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import TestSupport
import Testing

@Suite struct `In disputes of one honest actor with any number of liars` {
  /// Plays until the liars are tired.
  private func play(_ random: inout SplitMix64) throws -> DisputeArena {
    let entryCount = Int.random(in: 1...8, using: &random)
    var arena = try DisputeArena(
      batchLevels: 3, stepLevels: 3, entryCount: entryCount, lieSeed: random.next())
    let isClaimingFirst = random.oneIn(2)
    for turn in 0..<Int.random(in: 4..<30, using: &random) {
      if random.oneIn(3) {
        // Liars may be quicker, too: beside an answer that is about to come, and even with the same.
        try submitLies(to: &arena, isEarly: turn < 3, &random)
        try arena.submitHonest(claiming: isClaimingFirst || turn > 2)
      } else {
        try arena.submitHonest(claiming: isClaimingFirst || turn > 2)
        if random.oneIn(2) {
          arena.mine(after: UInt64.random(in: 1..<20_000, using: &random))
          arena.noteLast()
        }
        try submitLies(to: &arena, isEarly: turn < 3, &random)
      }
      let isLate = arena.chain.pending.allSatisfy { $0.sender != DisputeArena.honest } && random.oneIn(4)
      let waitMs = isLate ? arena.longestWaitMs(&random) : nil
      if waitMs != nil { arena.note("waited") }
      arena.mine(after: waitMs ?? UInt64.random(in: 1..<20_000, using: &random))
      arena.noteLast()
    }
    return arena
  }

  private func submitLies(to arena: inout DisputeArena, isEarly: Bool, _ random: inout SplitMix64) throws {
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      let call =
        random.oneIn(isEarly ? 2 : 12) ? try arena.anyClaim(&random) : try arena.anyCall(&random)
      guard let call, let liar = DisputeArena.liars.randomElement(using: &random) else { continue }
      arena.chain.submit(call, from: liar)
    }
  }

  @Test(arguments: Seeds.all)
  func `truth is settled, lies are defeated, and the honest actor loses nothing`(seed: UInt64) throws {
    var tally: [String: Int] = [:]
    for game in 0..<700 {
      var random = SplitMix64(seed: seed &+ UInt64(game) << 32)
      var arena = try play(&random)
      #expect(try arena.finish(claiming: true), "seed \(seed), game \(game) does not end")
      let failures = try arena.failures()
      #expect(failures.isEmpty, "seed \(seed), game \(game)")
      let last = arena.contracts.claims.lastSettled.index.map { arena.contracts.claims.all[Int($0)].entryIndex }
      #expect(last == arena.contracts.batchInbox.entryCount - 1, "seed \(seed), game \(game)")
      tally.merge(arena.tally) { $0 + $1 }
      for index in 0..<arena.contracts.claims.all.count {
        tally["claim \(arena.contracts.claims.status(of: UInt64(index)) ?? .pending)", default: 0] += 1
      }
      if !failures.isEmpty { break }
    }
    let kinds = [
      "waited", "claim settled", "claim defeated", "claim superseded", "honest moved", "honest stepped", "honest paid",
      "honest resolved stands", "honest resolved countered", "liar moved", "liar stepped", "liar resolved stands",
      "liar paid", "liar reverted stepUpholds", "liar reverted stepProof", "liar reverted wrongStepBatch",
      "liar reverted claimDefended", "liar reverted clockRanOut", "liar reverted movedBefore",
      "liar reverted answersOpen", "liar reverted clockStillRuns", "liar reverted notALeaf",
    ]
    for kind in kinds { #expect(tally[kind, default: 0] > 0, "seed \(seed): never \(kind)") }
    // Another may have said the same in the same block. Nothing else that the honest actor does is refused.
    let refused = Set(tally.keys.filter { $0.hasPrefix("honest reverted") })
    let excused = ["movedBefore", "disprovedBefore", "decidedBefore", "nothingToPay", "claimedBefore"]
    #expect(refused.isSubset(of: excused.map { "honest reverted \($0)" }), "seed \(seed)")
  }

  @Test(arguments: Seeds.all)
  func `the order of verdicts changes nothing`(seed: UInt64) throws {
    for game in 0..<60 {
      var random = SplitMix64(seed: seed &+ UInt64(game) << 32)
      var arena = try play(&random)
      arena.mine(after: 1_000_000)
      var inOrder = arena
      var shuffled = arena
      let indices = (0..<arena.disputes.moveCount).filter { arena.disputes[$0].answers != .none }
      decide(indices.reversed(), &inOrder)
      for _ in 0..<20 { decide(indices.shuffled(using: &random), &shuffled) }
      let openings = (0..<arena.disputes.moveCount).filter { arena.disputes[$0].answers == .none }
      decide(openings, &inOrder)
      decide(openings, &shuffled)
      let results = [inOrder, shuffled].map { arena in
        (0..<arena.disputes.moveCount).map { index in
          let move = arena.disputes[index]
          return "\(move.verdict) \(move.payee) \(move.payoutAtoms)"
        }
      }
      #expect(results[0] == results[1], "seed \(seed), game \(game)")
      #expect((0..<arena.disputes.moveCount).allSatisfy { inOrder.disputes[$0].verdict != .open })
      let accounts = [inOrder, shuffled].map { $0.contracts.accounts.all.map { [$0.atoms, $0.bondedAtoms] } }
      #expect(accounts[0] == accounts[1], "seed \(seed), game \(game)")
    }
  }

  /// Asks for verdicts in one block each: of two that depend on each other the second may come too early.
  private func decide(_ indices: some Sequence<UInt64>, _ arena: inout DisputeArena) {
    for index in indices {
      arena.chain.submit(.resolve(ResolveCall(move: arena.disputes[index].identity)), from: DisputeArena.liars[0])
    }
    arena.mine(after: 1)
  }

  @Test(arguments: Seeds.all)
  func `a reorg in the middle changes nothing of who wins`(seed: UInt64) throws {
    for game in 0..<100 {
      var random = SplitMix64(seed: seed &+ UInt64(game) << 32)
      var arena = try play(&random)
      let played = arena.chain.blocks.count - 1 - arena.contracts.batchInbox.entries.count
      let forgotten = arena.chain.reorg(depth: Int.random(in: 1...played, using: &random))
      // What was forgotten comes back in part and in another order, before the honest actor can say anything.
      for transaction in forgotten.shuffled(using: &random) where !random.oneIn(3) {
        arena.chain.submit(transaction.call, from: transaction.sender)
      }
      arena.mine(after: 1)
      #expect(try arena.finish(claiming: true), "seed \(seed), game \(game) does not end")
      #expect(try arena.failures().isEmpty, "seed \(seed), game \(game)")
    }
  }
}

@Suite struct `Against a liar who plays his lie as well as truth can be played` {
  /// The two answer each other, a block each, until nobody has anything to say.
  private func duel(_ arena: inout DisputeArena) throws {
    let liar = Challenger(address: DisputeArena.liars[0], trace: arena.lies[0])
    for _ in 0..<200 {
      let calls = liar.plan(in: arena.contracts, at: arena.nowMs + 1).calls
      for call in calls { arena.chain.submit(call, from: liar.address) }
      arena.mine(after: 1_000)
      arena.noteLast()
      let isAnswered = try arena.submitHonest()
      arena.mine(after: 1_000)
      arena.noteLast()
      if !isAnswered, calls.isEmpty { return }
    }
  }

  @Test(arguments: [(levels: (3, 3), entryCount: 8), ((1, 4), 2), ((16, 24), 5)])
  func `a dispute goes down to one step, which the honest side wins`(
    row: (levels: (UInt8, UInt8), entryCount: Int)
  ) throws {
    for lieSeed in UInt64(0)..<40 {
      var arena = try DisputeArena(
        batchLevels: row.levels.0, stepLevels: row.levels.1, entryCount: row.entryCount, lieSeed: lieSeed)
      let isTrue = lieSeed.isMultiple(of: 2)
      try arena.claimAll(
        by: isTrue ? arena.truth : arena.lies[0], from: isTrue ? DisputeArena.honest : DisputeArena.liars[0])
      try duel(&arena)
      let depth = (0..<arena.disputes.moveCount).map { arena.disputes[$0].position.depth }.max()
      #expect(depth == arena.disputes.rules.leafDepth, "lie \(lieSeed)")
      // Leaves at an even depth are of the claim's side. The other side tries to disprove them.
      let isHonestLeaf = arena.disputes.rules.leafDepth.isMultiple(of: 2) == isTrue
      let end = isHonestLeaf ? "liar reverted stepUpholds" : "honest stepped"
      #expect(arena.tally[end, default: 0] > 0, "lie \(lieSeed): never \(end)")
      #expect(try arena.finish(), "lie \(lieSeed)")
      #expect(try arena.failures().isEmpty, "lie \(lieSeed)")
      #expect(arena.contracts.claims.status(of: 0) == (isTrue ? .settled : .defeated), "lie \(lieSeed)")
    }
  }
}

@Suite struct `In a dispute so small that all of it can be tried` {
  /// Every call that could make a difference, of one liar.
  private func calls(in arena: DisputeArena) throws -> [L1Call] {
    let leafDepth = arena.disputes.rules.leafDepth
    var calls: [L1Call] = []
    for index in 0..<arena.disputes.moveCount where arena.disputes.isAnswerable(arena.disputes[index], at: arena.nowMs)
    {
      let move = arena.disputes[index]
      let range = arena.disputes.range(of: move.claimIndex, in: arena.contracts.claims)
      for isAttack in [true, false] where isAttack || move.position != .opening {
        guard move.position.depth < leafDepth else {
          calls.append(try step(against: move, isAttack: isAttack, in: range, arena))
          continue
        }
        let place = isAttack ? move.position.attack : move.position.defense
        let number = place.lastStep(leafDepth: leafDepth)
        for trace in [arena.truth, arena.lies[0], arena.lies[1]] {
          let root = try range.root(afterStep: number, by: trace)
          let call = L1Call.move(MoveCall(answering: move.identity, isAttack: isAttack, machineRoot: root))
          if !calls.contains(call) { calls.append(call) }
        }
      }
    }
    return calls
  }

  private func step(
    against move: GameMove, isAttack: Bool, in range: DisputedRange, _ arena: DisputeArena
  ) throws -> L1Call {
    let number = move.position.lastStep(leafDepth: arena.disputes.rules.leafDepth)
    let (entry, step) = range.entryAndStep(isAttack ? number : number + 1)
    let hash = entry.map { arena.contracts.batchInbox.entries[Int($0)].bytesHash(ofStep: step) } ?? Bytes32()
    let before = isAttack ? arena.neighbour(of: move, at: number &- 1) ?? range.startRoot : move.machineRoot
    return .step(
      StepCall(
        move: move.identity, isAttack: isAttack, batchHash: hash, proof: try ByteList(ToyMachine.proof(before))))
  }

  /// Tries each call of a liar, at once and in the last millisecond, then the honest answers, and goes on from there.
  private func tryAll(_ arena: DisputeArena, depth: Int, _ count: inout Int) throws {
    var finished = arena
    #expect(try finished.finish())
    count += 1
    let failures = try finished.failures()
    guard failures.isEmpty, depth > 0 else {
      #expect(failures.isEmpty)
      return
    }
    for call in try calls(in: arena) {
      for waitMs in [10, latestMs(of: call, in: arena)] {
        var next = arena
        next.chain.submit(call, from: DisputeArena.liars[0])
        next.mine(after: waitMs)
        if case .reverted? = next.chain.head.outcomes.first { continue }
        try next.submitHonest()
        next.mine(after: 19_999)
        try tryAll(next, depth: depth - 1, &count)
      }
    }
  }

  private func latestMs(of call: L1Call, in arena: DisputeArena) -> UInt64 {
    let identity =
      switch call {
      case .move(let call): call.answering
      case .step(let call): call.move
      default: Bytes32()
      }
    guard let move = arena.disputes.move(identity) else { return 10 }
    return max(arena.disputes.rules.clockMs - arena.disputes.usedMs(answering: move, at: arena.nowMs), 2) - 1
  }

  @Test(arguments: [(1, 1, 3), (2, 1, 2), (1, 2, 2), (2, 2, 2)])
  func `no liar wins with any few moves against or for any claim`(levels: (UInt8, UInt8, Int)) throws {
    var count = 0
    for entryCount in 1...(1 << Int(levels.0)) {
      for claimed in 0..<3 {
        var arena = try DisputeArena(batchLevels: levels.0, stepLevels: levels.1, entryCount: entryCount, lieSeed: 3)
        try arena.claimAll(
          by: [arena.truth, arena.lies[0], arena.lies[1]][claimed],
          from: claimed == 0 ? DisputeArena.honest : DisputeArena.liars[0])
        try arena.submitHonest()
        arena.mine(after: 1)
        try tryAll(arena, depth: levels.2, &count)
      }
    }
    #expect(count > 1_000)
  }
}
