import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing
import Units

private let rules = ForcedRules(delayBlocks: 4, messageLimit: 3)

@Suite struct `A forced entry` {
  /// Four funded owners in block 1, which is posted; then three blocks more, which are not.
  private func started() throws -> TestRollup {
    var rollup = try TestRollup(seed: 11, forced: rules)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 4))
    rollup.post(try rollup.batch(from: 1))
    rollup.mine()
    return rollup
  }

  /// The sequencer goes on without a word of the message, and cannot post what it makes.
  @Test func `lets a censored withdrawal through, whatever the sequencer does`() throws {
    var rollup = try started()
    rollup.force(TestRollup.withdrawal(5_000), by: 2)
    rollup.mine()
    for _ in 0..<3 {
      rollup.seal(try rollup.emptyInputs())
      rollup.mine()
    }
    rollup.seal(try rollup.emptyInputs())
    rollup.post(try rollup.batch(from: 2))
    rollup.chain.submit(.forceInclude, from: TestRollup.key(2).address)
    #expect(
      rollup.mine().outcomes == [
        .reverted(.leavesOutOverdue(messageIndex: 4, deadline: 7, l1Number: 7)), .forceIncluded(entryIndex: 1),
      ])
    let (blocks, machine) = try rollup.derived()
    let last = try #require(blocks.last)
    #expect(blocks.count == 2 && last.inputs.inputs.items.count == 0 && last.inputs.inputs.reports.count == 0)
    #expect(last.header.timestampMs == rollup.chain.head.block.timestampMs && machine.derivation.isFallback)
    #expect(last.journal.receipts.map(\.source) == [.message] && last.journal.receipts[0].isAccepted)
    let entry = try machine.execution.state.withdrawals.read(0)
    #expect(entry.amount == 5_000 && entry.recipient == TestRollup.key(2).address)
  }

  @Test func `is claimed like any other by whoever has carried out its blocks`() throws {
    var rollup = try started()
    rollup.force(TestRollup.withdrawal(5_000), by: 2)
    for _ in 0..<5 { rollup.mine() }
    rollup.chain.submit(.forceInclude, from: TestRollup.key(2).address)
    rollup.mine()
    _ = try rollup.followL1()
    let batches = rollup.chain.contracts.batchInbox
    let claimed = Proposer.machineRoot(
      after: batches.entries[1], accumulator: batches.accumulator, inputsRoots: [rollup.blocks[1].header.inputsRoot],
      executionRoot: rollup.blocks[1].executionRoot)
    var machine = try rollup.derived().machine
    let root = machine.root()
    #expect(root == claimed)
    let proposer = Proposer(claimant: TestRollup.sequencer, bondAtoms: 100)
    #expect(proposer.nextEntry(in: rollup.chain.contracts)?.kind == .sequencer)
    for index in 0...1 {
      let entry = batches.entries[index]
      rollup.chain.submit(proposer.claim(claimed, after: entry, in: rollup.chain.contracts), from: proposer.claimant)
      #expect(rollup.mine().outcomes == [.claimed(claimIndex: UInt64(index))])
    }
  }

  /// The poster foresaw the entry, so the L1 takes the batch; but its blocks stand on another one.
  @Test func `in the same L1 block makes a batch behind it void, and its messages are read`() throws {
    var rollup = try started()
    rollup.force(TestRollup.withdrawal(5_000), by: 2)
    for _ in 0..<4 { rollup.mine() }
    rollup.deposit(7, by: 1)
    rollup.mine()
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 6))
    let batch = try rollup.batch(from: 2)
    rollup.chain.sidecars.insert(batch.data)
    let parent = HashPrefix(of: rollup.blocks[0].before.lastBlock)
    var foreseen = rollup.chain
    foreseen.submit(.forceInclude, from: TestRollup.key(2).address)
    let time = max(foreseen.head.block.timestampMs + 1, rollup.execution.state.clock.timestampMs + 500)
    foreseen.mine(at: time)
    rollup.chain.submit(.forceInclude, from: TestRollup.key(2).address)
    rollup.chain.submit(batch.call(appendingTo: foreseen.contracts.batchInbox), from: TestRollup.sequencer)
    #expect(rollup.chain.mine(at: time).outcomes == [.forceIncluded(entryIndex: 1), .posted(entryIndex: 2)])
    var machine = rollup.machine
    var faults: [DerivationFault?] = []
    for _ in 0..<3 {
      faults.append(try rollup.decodeNext(into: &machine))
      while machine.deriveNext() != nil {}
    }
    #expect(faults[0] == nil && faults[1] == nil)
    #expect(faults[2] == .void(.wrongFirstBlock(expected: 3, found: 2)))
    #expect(machine.execution.state.inbox.read == 6 && machine.execution.state.clock.blockNumber == 3)
    #expect(parent != HashPrefix(of: machine.execution.lastBlock))
  }

  @Test func `moves the chain under a sequencer, which makes its blocks once more in the same order`() throws {
    var rollup = try started()
    rollup.force(TestRollup.withdrawal(5_000), by: 2)
    rollup.mine()
    for _ in 0..<3 {
      var inputs = try rollup.randomInputs()
      inputs.messages = BoundedList()
      rollup.seal(inputs)
      rollup.mine()
    }
    rollup.chain.submit(.forceInclude, from: TestRollup.key(2).address)
    rollup.mine()
    let before = rollup.blocks
    var copy = rollup
    let found = try rollup.followL1()
    let rebuild = try #require(found)
    #expect(try copy.followL1() == rebuild)
    #expect(rebuild.lastValid == ChainTip(before[0].header) && rebuild.tip == ChainTip(rollup.blocks[1].header))
    #expect(rebuild.blocks.map(\.items) == before[1...].map(\.inputs.items))
    #expect(rebuild.blocks.map(\.reports) == before[1...].map(\.inputs.reports))
    #expect(rebuild.blocks.allSatisfy { $0.messages.count == 0 })
    #expect(rollup.blocks.count == 5 && rollup.execution.state.inbox.read == 5)
    #expect(try rollup.followL1() == nil)
    rollup.post(try rollup.batch(from: 3))
    #expect(rollup.mine().outcomes == [.posted(entryIndex: 2)])
    #expect(try rollup.derived().blocks.map(\.header) == rollup.blocks.map(\.header))
  }
}

@Suite struct `A sequencer and whoever derives` {
  /// Messages are forced and left unread, entries forced, and L1 blocks taken back, with their transactions or without.
  private func history(seed: UInt64) throws -> (rollup: TestRollup, rebuilds: Int, forced: Int) {
    var rollup = try TestRollup(seed: seed, forced: rules)
    var (rebuilds, forced) = (0, 0)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    for _ in 0..<40 {
      try actAtRandom(&rollup)
      forced += rollup.mine().outcomes.count { if case .forceIncluded = $0 { true } else { false } }
      if rollup.random.oneIn(6) {
        let forgotten = rollup.chain.reorg(depth: .random(in: 1...8, using: &rollup.random))
        if rollup.random.oneIn(2) {
          for transaction in forgotten { rollup.chain.submit(transaction.call, from: transaction.sender) }
        }
        rollup.mine()
      }
      if let rebuild = try rollup.followL1() {
        rebuilds += 1
        #expect(rebuild.lastValid.blockNumber <= rebuild.tip.blockNumber, "seed \(seed)")
      }
    }
    return (rollup, rebuilds, forced)
  }

  private func actAtRandom(_ rollup: inout TestRollup) throws {
    let user = Int.random(in: 0..<4, using: &rollup.random)
    if rollup.random.oneIn(3) { rollup.deposit(5, by: user) }
    if rollup.random.oneIn(3) { rollup.force(rollup.randomAction(), by: user) }
    if rollup.random.oneIn(3) { rollup.chain.submit(.forceInclude, from: TestRollup.key(user).address) }
    if rollup.random.oneIn(2) { rollup.seal(try rollup.randomInputs()) }
    if rollup.random.oneIn(4) { try rollup.postRest() }
  }

  @Test func `agree on every block and root, whatever is forced and whatever the L1 takes back`() throws {
    var (rebuilds, forced) = (0, 0)
    for seed in Seeds.all {
      let history = try history(seed: seed)
      try expectAgreement(about: history.rollup, seed: seed)
      (rebuilds, forced) = (rebuilds + history.rebuilds, forced + history.forced)
    }
    #expect(rebuilds > 0 && forced > 0)
  }

  private func expectAgreement(about history: TestRollup, seed: UInt64) throws {
    var rollup = history
    rollup.seal(try rollup.emptyInputs(inboxUpTo: .max))
    try rollup.postRest()
    rollup.mine()
    let (blocks, machine) = try rollup.derived()
    #expect(blocks.map(\.header) == rollup.blocks.map(\.header), "seed \(seed)")
    #expect(machine.execution.lastBlock == rollup.execution.lastBlock, "seed \(seed)")
    #expect(machine.execution.state.inbox.read == rollup.chain.contracts.inbox.messageCount, "seed \(seed)")
    #expect(blocks.allSatisfy { $0.journal.imbalance == .zero }, "seed \(seed)")
    for block in blocks {
      let messages = block.journal.receipts.filter { $0.source == .message }.map(\.index).sorted()
      #expect(messages == (0..<UInt32(block.inputs.inputs.messages.count)).map { $0 }, "seed \(seed)")
    }
  }

  @Test(arguments: 1...8) func `agree after a reorg of any depth under a forced entry`(depth: Int) throws {
    for isLost in [false, true] {
      var rollup = try TestRollup(seed: UInt64(depth), forced: rules)
      for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
      rollup.mine()
      rollup.seal(try rollup.emptyInputs(inboxUpTo: 4))
      rollup.force(TestRollup.withdrawal(5_000), by: 2)
      rollup.mine()
      for _ in 0..<4 { rollup.mine() }
      rollup.chain.submit(.forceInclude, from: TestRollup.key(0).address)
      rollup.mine()
      _ = try rollup.followL1()
      for _ in 0..<2 { rollup.seal(try rollup.randomInputs()) }
      try rollup.postRest()
      rollup.mine()
      let forgotten = rollup.chain.reorg(depth: depth)
      rollup.mine()
      if !isLost { for transaction in forgotten { rollup.chain.submit(transaction.call, from: transaction.sender) } }
      rollup.mine()
      _ = try rollup.followL1()
      rollup.seal(try rollup.emptyInputs(inboxUpTo: .max))
      try rollup.postRest()
      rollup.mine()
      #expect(try rollup.derived().blocks.map(\.header) == rollup.blocks.map(\.header), "lost: \(isLost)")
      #expect(rollup.execution.state.inbox.read == rollup.chain.contracts.inbox.messageCount)
    }
  }
}
