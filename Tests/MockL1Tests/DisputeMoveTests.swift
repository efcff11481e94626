import Cryptography
import Ledger
import MockL1
import SSZ
import Testing

@Suite struct `A game position` {
  @Test func `speaks of the last step below it, and halves what is in question`() {
    let opening = GamePosition.opening
    #expect(opening.depth == 0 && opening.lastStep(leafDepth: 6) == 63)
    #expect(opening.attack.lastStep(leafDepth: 6) == 31)
    #expect(opening.attack.attack.lastStep(leafDepth: 6) == 15)
    #expect(opening.attack.defense.index == 6 && opening.attack.defense.lastStep(leafDepth: 6) == 47)
    var deepest = opening
    for _ in 0..<62 { deepest = deepest.attack }
    #expect(deepest.depth == 62 && deepest.lastStep(leafDepth: 62) == 0)
    #expect(opening.lastStep(leafDepth: 62) == (1 << 62) - 1)
  }

  @Test func `of a leaf has both neighbours on its path, whichever way led to it`() {
    for path in 0..<(UInt64(1) << 5) {
      var position = GamePosition.opening.attack
      var numbers: Set<UInt64> = [63]
      for bit in 0..<5 {
        numbers.insert(position.lastStep(leafDepth: 6))
        position = path >> UInt64(bit) & 1 == 0 ? position.attack : position.defense
      }
      let number = position.lastStep(leafDepth: 6)
      #expect(position.depth == 6 && !numbers.contains(number))
      #expect(numbers.contains(number + 1) && (number == 0 || numbers.contains(number - 1)))
    }
  }
}

@Suite struct `A move in a dispute` {
  private func challenged(_ rules: DisputeRules = smallRules()) throws -> L1Chain {
    var chain = try L1Chain.withEntries(1, rules)
    chain.claimNow(root(1), entry: 0, at: 1_000_100)
    chain.moveNow(root(9), answering: 0, at: 1_000_200)
    return chain
  }

  @Test func `costs a bond by its depth and stands where it answers`() throws {
    var chain = try challenged()
    #expect(chain.moveNow(root(8), answering: 1, isAttack: false, from: bob) == .moved(moveIndex: 2))
    let moves = (0..<3).map { chain.contracts.disputes[$0] }
    #expect(moves.map(\.positionIndex) == [1, 2, 6])
    #expect(moves.map(\.bondAtoms) == [100, 11, 12])
    #expect(moves.map(\.answers) == [.none, Link(0), Link(1)])
    #expect(moves.map(\.claimant) == [sequencer, alice, bob])
    #expect(moves.map(\.openAnswerCount) == [1, 1, 0])
    #expect(chain.contracts.accounts[bob].bondedAtoms == 12 && chain.contracts.accounts[bob].atoms == 988)
    #expect(try moves.map { try GameMove.decoded($0.encoded()) } == moves)
  }

  @Test func `reverts where it answers nothing, says what was said, or cannot be paid`() throws {
    var chain = try challenged()
    let supply = chain.supply
    let outcomes: [L1Outcome?] = [
      chain.outcome {
        $0.submit(.move(MoveCall(answering: root(7), isAttack: true, machineRoot: root(1))), from: alice)
      },
      chain.moveNow(root(8), answering: 0, isAttack: false),
      chain.moveNow(root(9), answering: 0, from: bob),
      chain.moveNow(root(8), answering: 0, from: address(5)),
    ]
    #expect(
      outcomes == [
        .reverted(.noSuchMove(root(7))), .reverted(.claimDefended), .reverted(.movedBefore(moveIndex: 1)),
        .reverted(.insufficientBalance(neededAtoms: 11, availableAtoms: 0)),
      ])
    #expect(chain.contracts.disputes.moveCount == 2 && chain.contracts.disputes[0].openAnswerCount == 1)
    #expect(chain.supply == supply)
    // The same root elsewhere, or another root there, is another move.
    #expect(chain.moveNow(root(9), answering: 1, from: bob) == .moved(moveIndex: 2))
    #expect(chain.moveNow(root(8), answering: 0, from: bob) == .moved(moveIndex: 3))
  }

  @Test func `goes down to the last depth, below which there are only steps`() throws {
    var chain = try challenged()
    for depth in 1..<6 {
      let step = StepCall(
        move: chain.contracts.disputes[UInt64(depth)].identity, isAttack: true, batchHash: Bytes32(), proof: ByteList())
      #expect(
        chain.outcome { $0.submit(.step(step), from: bob) } == .reverted(.notALeaf(depth: depth, leafDepth: 6)))
      chain.moveNow(root(9), answering: UInt64(depth))
    }
    #expect(chain.moveNow(root(9), answering: 6) == .reverted(.tooDeep(leafDepth: 6)))
  }

  @Test func `that is a leaf may be disproved only with the batch that its step takes in, and a judge`() throws {
    var chain = try challenged()
    for index in 1..<UInt64(6) { chain.moveNow(root(9), answering: index) }
    let hash = SHA256.hash([0])
    func step(_ move: Bytes32, _ batchHash: Bytes32) -> L1Outcome? {
      chain.outcome {
        $0.submit(
          .step(StepCall(move: move, isAttack: true, batchHash: batchHash, proof: ByteList())), from: bob)
      }
    }
    let leaf = chain.contracts.disputes[6].identity
    #expect(step(leaf, Bytes32()) == .reverted(.wrongStepBatch(expected: hash, found: Bytes32())))
    #expect(step(leaf, hash) == .reverted(.stepProof(.noJudge)))
    #expect(step(root(3), Bytes32()) == .reverted(.noSuchMove(root(3))))
    // Without the bytes a step is not included at all.
    #expect(step(leaf, root(4)) == nil)
  }
}

@Suite struct `The clocks of a dispute` {
  @Test func `run for whoever would answer, and give a move in the last millisecond`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0, at: 1_000_000 + 100)
    let before = chain
    #expect(chain.moveNow(root(9), answering: 0, at: 1_100_099) == .moved(moveIndex: 1))
    chain = before
    #expect(
      chain.moveNow(root(9), answering: 0, at: 1_100_100)
        == .reverted(.clockRanOut(madeAtMs: 1_000_100, foundMs: 1_100_100)))
    #expect(chain.resolveNow(0) == .resolved(moveIndex: 0, .stands))
  }

  @Test func `are inherited from the grandparent: a team's time is not renewed by its opponents' moves`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0, at: 1_000_100)
    chain.moveNow(root(9), answering: 0, from: alice, at: 1_030_100)  // Challengers: 30 s.
    chain.moveNow(root(8), answering: 1, from: bob, at: 1_080_100)  // Defenders: 50 s.
    chain.moveNow(root(7), answering: 2, from: alice, at: 1_090_100)  // Challengers: 40 s.
    #expect((1...3).map { chain.contracts.disputes[$0].usedMs } == [30_000, 50_000, 40_000])
    let before = chain
    #expect(chain.moveNow(root(6), answering: 3, from: bob, at: 1_140_099) == .moved(moveIndex: 4))
    chain = before
    #expect(
      chain.moveNow(root(6), answering: 3, from: bob, at: 1_140_100)
        == .reverted(.clockRanOut(madeAtMs: 1_090_100, foundMs: 1_140_100)))
  }

  @Test func `leave an answer to any answer the extension, and twice that before entries' steps and before leaves`()
    throws
  {
    // Depths 2 and 5 come before the first depth within an entry, 3, and before the leaves, 6.
    for (depth, extensionMs) in [(1, 20_000), (2, 40_000), (3, 20_000), (4, 20_000), (5, 40_000), (6, 20_000)] {
      var chain = try L1Chain.withEntries(1)
      chain.claimNow(root(1), entry: 0, at: 1_000_000 + 1)
      for index in 0..<UInt64(depth - 1) { chain.moveNow(root(9), answering: index) }
      let answered = UInt64(depth - 1)
      let used = chain.contracts.disputes.usedMs(
        answering: chain.contracts.disputes[answered], at: chain.head.block.timestampMs)
      let lastMs = chain.head.block.timestampMs + 100_000 - used - 1
      #expect(chain.moveNow(root(9), answering: answered, at: lastMs) == .moved(moveIndex: answered + 1))
      #expect(chain.contracts.disputes[answered + 1].usedMs == 100_000 - UInt64(extensionMs), "depth \(depth)")
    }
  }

  @Test func `of two sides that wait as long as they can run out all the same`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0, at: 1_000_001)
    for index in 0..<UInt64(6) {
      let move = chain.contracts.disputes[index]
      let left = 100_000 - chain.contracts.disputes.usedMs(answering: move, at: chain.head.block.timestampMs)
      chain.moveNow(root(9), answering: index, at: chain.head.block.timestampMs + left - 1)
    }
    #expect(chain.contracts.disputes.moveCount == 7)
    #expect(chain.head.block.timestampMs < 1_000_001 + 2 * 100_000 + 6 * 40_000)
    let end = chain.head.block.timestampMs + 100_000
    for index in (0..<UInt64(7)).reversed() { chain.resolveNow(index, at: index == 6 ? end : nil) }
    #expect((0..<7).map { chain.contracts.disputes[$0].verdict != .open } == [Bool](repeating: true, count: 7))
  }

  @Test func `that ran out let nothing be added to what was decided`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0)
    chain.moveNow(root(9), answering: 0)
    chain.resolveNow(1, at: 1_300_000)
    let outcomes = [
      chain.moveNow(root(8), answering: 1), chain.moveNow(root(8), answering: 0), chain.resolveNow(1),
    ]
    let disputes = chain.contracts.disputes
    #expect(
      outcomes == [
        .reverted(.clockRanOut(madeAtMs: disputes[1].madeAtMs, foundMs: 1_300_001)),
        .reverted(.clockRanOut(madeAtMs: disputes[0].madeAtMs, foundMs: 1_300_002)),
        .reverted(.decidedBefore(moveIndex: 1)),
      ])
  }
}

@Suite struct `The bonds of a dispute` {
  /// A claim with two answers at one position and one of these answered: all but the answered one stand.
  private func played() throws -> L1Chain {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0)
    chain.moveNow(root(9), answering: 0, from: alice)
    chain.moveNow(root(8), answering: 0, from: bob)
    chain.moveNow(root(7), answering: 0, from: bob)
    chain.moveNow(root(6), answering: 1, isAttack: false, from: bob)
    chain.moveNow(root(5), answering: 1, isAttack: true, from: sequencer)
    return chain
  }

  @Test func `go to the leftmost answer that stands, the first of several, and for a part into the fire`() throws {
    for order in [[3, 2, 4, 5, 1, 0], [5, 4, 1, 2, 3, 0], [4, 2, 5, 3, 1, 0]] as [[UInt64]] {
      var chain = try played()
      let supply = chain.supply
      chain.mine(at: 1_500_000)
      for index in order { chain.resolveNow(index) }
      let disputes = chain.contracts.disputes
      #expect((0..<6).map { disputes[$0].verdict } == [.countered, .countered, .stands, .stands, .stands, .stands])
      // Move 5 is left of 4; move 2 was made before 3.
      #expect((0..<6).map { disputes[$0].payee } == [bob, sequencer, bob, bob, bob, sequencer])
      #expect((0..<6).map { disputes[$0].payoutAtoms } == [50, 5, 11, 11, 12, 12])
      #expect(disputes.burnedAtoms == 50 + 6)
      #expect(chain.supply == supply)
    }
  }

  @Test func `are paid once, to whom they belong, some time after the verdict`() throws {
    var chain = try played()
    let supply = chain.supply
    #expect(chain.payNow(5) == .reverted(.undecided(moveIndex: 5)))
    chain.mine(at: 1_500_000)
    for index in (0..<UInt64(6)).reversed() { chain.resolveNow(index) }
    let decidedAtMs = chain.contracts.disputes[0].decidedAtMs
    #expect(
      chain.payNow(0, at: decidedAtMs + 4_999)
        == .reverted(.payoutTooEarly(decidedAtMs: decidedAtMs, foundMs: decidedAtMs + 4_999)))
    #expect(chain.payNow(0) == .paid(moveIndex: 0, atoms: 50))
    #expect(chain.payNow(0) == .reverted(.nothingToPay(moveIndex: 0)))
    for index in 1..<UInt64(6) { chain.payNow(index) }
    #expect(chain.contracts.accounts.all.map(\.bondedAtoms) == [0, 0, 0])
    #expect(chain.contracts.accounts[alice].atoms == 1_000 - 11)
    #expect(chain.contracts.accounts[bob].atoms == 1_000 + 50)
    #expect(chain.contracts.accounts[sequencer].atoms == 1_000 - 100 + 5)
    #expect(chain.supply == supply)
  }

  @Test func `and clocks must fit together in the L1's genesis`() {
    let changes: [(inout DisputeRules) -> Void] = [
      { ($0.batchLevels, $0.stepLevels) = (1, 0) }, { ($0.batchLevels, $0.stepLevels) = (31, 32) },
      { $0.extensionMs = 50_001 }, { ($0.clockMs, $0.extensionMs) = (0, 0) }, { $0.baseBondAtoms = .max },
      { $0.bondAtomsPerLevel = .max }, { $0.winnerPartsPerMillion = 1_000_001 },
    ]
    for change in changes {
      #expect(throws: L1GenesisError.disputeRules) { try newChain(disputes: smallRules(change)) }
    }
    let bounds: [(inout DisputeRules) -> Void] = [
      { ($0.batchLevels, $0.stepLevels) = (1, 1) }, { ($0.batchLevels, $0.stepLevels) = (31, 31) },
      { $0.extensionMs = 50_000 }, { $0.winnerPartsPerMillion = 1_000_000 }, { $0.baseBondAtoms = .max - 6 },
    ]
    for change in bounds { #expect(throws: Never.self) { try newChain(disputes: smallRules(change)) } }
  }
}

@Suite struct `A reorg in the middle of a dispute` {
  @Test func `puts moves, clocks, verdicts and bonds back as they were`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0)
    var states = [chain]
    chain.moveNow(root(9), answering: 0)
    states.append(chain)
    chain.moveNow(root(8), answering: 1, from: bob)
    states.append(chain)
    chain.resolveNow(2, at: 1_400_000)
    states.append(chain)
    chain.resolveNow(1)
    states.append(chain)
    chain.resolveNow(0)
    states.append(chain)
    chain.payNow(0, at: 1_500_000)
    for state in states.reversed() {
      _ = chain.reorg(depth: 1)
      #expect(chain.contracts.disputes == state.contracts.disputes)
      #expect(chain.contracts.claims == state.contracts.claims)
      #expect(chain.contracts.accounts.all == state.contracts.accounts.all)
    }
  }

  @Test func `cannot turn an answer into one to another move`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0)
    chain.moveNow(root(9), answering: 0)
    chain.moveNow(root(8), answering: 1, from: bob)
    let forgotten = chain.reorg(depth: 2)
    chain.moveNow(root(7), answering: 0, from: sequencer)  // Takes the index that the answered move had.
    chain.submit(forgotten[1].call, from: bob)
    guard case .move(let call) = forgotten[1].call else { preconditionFailure("a move was made") }
    #expect(chain.mine() == [.reverted(.noSuchMove(call.answering))])
    for transaction in forgotten { chain.submit(transaction.call, from: transaction.sender) }
    #expect(chain.mine() == [.moved(moveIndex: 2), .moved(moveIndex: 3)])
    #expect(chain.contracts.disputes[3].answers == Link(2))
  }
}
