import Cryptography
import FraudProofs
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing

@Suite struct `Derivation from the L1 alone` {
  /// Seals random blocks and posts them in batches of random size, until all are posted.
  private func history(seed: UInt64) throws -> (rollup: TestRollup, batchEnds: [Int]) {
    var rollup = try TestRollup(seed: seed)
    var (posted, ends) = (0, [Int]())
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    for round in 0..<24 {
      if rollup.random.oneIn(3) { rollup.deposit(5, by: .random(in: 0..<4, using: &rollup.random)) }
      rollup.seal(try rollup.randomInputs())
      guard rollup.random.oneIn(3) || round == 23 else { continue }
      rollup.post(try rollup.batch(from: UInt64(posted + 1)))
      rollup.mine()
      posted = rollup.blocks.count
      ends.append(posted)
    }
    return (rollup, ends)
  }

  @Test(arguments: Seeds.all)
  func `gives every block and every root of the sequencer, bit for bit`(seed: UInt64) throws {
    let (rollup, ends) = try history(seed: seed)
    var machine = rollup.machine
    var headers: [BlockHeader] = []
    for (entry, end) in zip(rollup.chain.contracts.batchInbox.entries, ends) {
      #expect(try rollup.decodeNext(into: &machine) == nil, "seed \(seed)")
      let first = headers.count
      while let block = machine.deriveNext() { headers.append(block.header) }
      #expect(headers.count == end, "seed \(seed)")
      let claimed = Proposer.machineRoot(
        after: entry, accumulator: rollup.chain.contracts.batchInbox.accumulators[Int(entry.index) + 1],
        inputsRoots: headers[first...].map(\.inputsRoot), executionRoot: rollup.blocks[end - 1].executionRoot)
      let root = machine.root()
      #expect(root == claimed, "seed \(seed)")
    }
    #expect(headers == rollup.blocks.map(\.header), "seed \(seed)")
    #expect(headers.contains { $0.inboxRead > 4 } && headers.contains { $0.stepCount > 30 }, "seed \(seed)")
  }

  @Test func `of a batch with one changed byte goes on, and is first unlike the claimed chain in that batch`() throws {
    let (rollup, ends) = try history(seed: 4)
    let data = try rollup.posted(1).data
    for position in stride(from: 0, to: data.count, by: 97) {
      var machine = rollup.machine
      var agreeing = 0
      for index in ends.indices {
        var batch = try rollup.posted(index)
        if index == 1 {
          var changed = data
          changed[position] ^= 1
          #expect(throws: L1DataError.self) { try PostedBatch(batch.entry, data: changed) }
          batch = PostedBatch(batch.entry, unchecked: changed)
        }
        let messages = rollup.chain.contracts.inbox.messages(
          from: machine.execution.state.inbox.read, upTo: batch.entry.inboxUpTo)
        _ = try machine.decode(batch, messages: messages)
        while let block = machine.deriveNext() {
          let claimed = rollup.blocks[Int(block.header.number) - 1]
          guard block.mismatch(with: claimed.header, inputs: claimed.inputs) == nil else { continue }
          agreeing += 1
        }
      }
      #expect((ends[0]..<ends[1]).contains(agreeing), "byte \(position)")
    }
  }

  @Test func `uses what was recovered of signatures beforehand, and gets the same`() throws {
    let (rollup, _) = try history(seed: 1)
    var (plain, prepared) = (rollup.machine, rollup.machine)
    let domain = prepared.execution.domain
    for _ in rollup.chain.contracts.batchInbox.entries {
      _ = try rollup.decodeNext(into: &plain)
      _ = try rollup.decodeNext(into: &prepared)
      while let block = plain.deriveNext() {
        let ahead = prepared.waiting.first
        let other = prepared.deriveNext { inputs in
          #expect(inputs == ahead)
          return KnownInputs(
            inputs, reports: inputs.reports.elements.map { SignedInput($0.bytes, domain: domain) },
            items: inputs.items.elements.map { SignedInput($0.bytes, domain: domain) })
        }
        #expect(other?.header == block.header)
      }
    }
    let roots = (plain.root(), prepared.root())
    #expect(roots.0 == roots.1)
  }

  @Test func `goes on from any boundary between entries`() throws {
    let (rollup, _) = try history(seed: 2)
    var machine = rollup.machine
    for _ in rollup.chain.contracts.batchInbox.entries {
      machine = Machine(
        try Derivation.decoded(machine.derivation.encoded()), machine.execution, rules: TestRollup.rules)
      _ = try rollup.decodeNext(into: &machine)
      while machine.deriveNext() != nil {}
    }
    #expect(machine.execution.lastBlock == rollup.execution.lastBlock)
  }

  @Test func `refuses entries and messages that are not the L1's next, and is as before`() throws {
    let (rollup, _) = try history(seed: 3)
    var machine = rollup.machine
    let before = machine.root()
    let (first, second) = (try rollup.posted(0), try rollup.posted(1))
    let messages = rollup.chain.contracts.inbox.messages(from: 0, upTo: first.entry.inboxUpTo)
    try #require(!messages.isEmpty)
    #expect(throws: L1DataError.entryOutOfOrder(expected: 0, found: 1)) { try machine.decode(second, messages: []) }
    #expect(
      throws: L1DataError.wrongMessageCount(
        entryIndex: 0, read: 0, upTo: first.entry.inboxUpTo, found: messages.count - 1)
    ) { try machine.decode(first, messages: messages.dropLast()) }
    var altered = messages
    altered[0].l1TimeMs += 1
    #expect {
      try machine.decode(first, messages: altered)
    } throws: { error in
      guard case .wrongMessages = error as? L1DataError else { return false }
      return true
    }
    #expect(
      throws: L1DataError.dataMismatch(
        entryIndex: 0, expected: first.entry.dataHash, found: SHA256.hash(first.data + [0]))
    ) { try PostedBatch(first.entry, data: first.data + [0]) }
    let after = machine.root()
    #expect(after == before)
    #expect(try machine.decode(first, messages: messages) == nil)
  }
}

@Suite struct `An L1 reorg under a rollup` {
  /// Four funded owners in block 1, two blocks more; all in one batch.
  private func started() throws -> TestRollup {
    var rollup = try TestRollup(seed: 7)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 4))
    for _ in 0..<2 { rollup.seal(try rollup.randomInputs()) }
    rollup.post(try rollup.batch(from: 1))
    rollup.mine()
    return rollup
  }

  @Test func `that loses a batch is healed by posting the same batch again`() throws {
    var rollup = try started()
    var machine = rollup.machine
    let lost = rollup.chain.reorg(depth: 1)
    rollup.chain.mine(at: rollup.chain.head.block.timestampMs + 1)
    for transaction in lost { rollup.chain.submit(transaction.call, from: transaction.sender) }
    rollup.mine()
    #expect(try rollup.decodeNext(into: &machine) == nil)
    while machine.deriveNext() != nil {}
    #expect(machine.execution.lastBlock == rollup.execution.lastBlock)
  }

  @Test func `that renumbers depositors makes the old batch void, and its messages are read by a fallback block`()
    throws
  {
    var rollup = try started()
    var machine = rollup.machine
    let old = rollup.chain.contracts.batchInbox.entries[0]
    let forgotten = rollup.chain.reorg(depth: 2)
    for transaction in forgotten.dropLast().reversed() {
      rollup.chain.submit(transaction.call, from: transaction.sender)
    }
    rollup.mine()
    rollup.chain.submit(forgotten[4].call, from: forgotten[4].sender)
    rollup.mine()
    let entry = rollup.chain.contracts.batchInbox.entries[0]
    let fault = BatchFault.wrongInbox(
      expected: HashPrefix(of: entry.inboxAccumulator), found: HashPrefix(of: old.inboxAccumulator))
    #expect(try rollup.decodeNext(into: &machine) == .void(fault))
    #expect(machine.derivation.isFallback)
    let derived = machine.deriveNext()
    let block = try #require(derived)
    #expect(block.header.inboxRead == 4)
    #expect(block.header.timestampMs == entry.l1TimeMs)
    #expect(block.journal.receipts.map(\.isAccepted) == [true, true, true, true])
    #expect(try machine.execution.state.owners.read(4).address == TestRollup.key(3).address)
    #expect(machine.waiting.isEmpty)
  }
}
