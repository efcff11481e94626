import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import Testing

@Suite struct `The batch builder` {
  private func rollup(blocks: Int) throws -> TestRollup {
    var rollup = try TestRollup(seed: 5)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    for _ in 0..<blocks { rollup.seal(try rollup.randomInputs()) }
    return rollup
  }

  @Test func `knows to the byte how large the batch is at most, and posts the shortest form`() throws {
    let rollup = try rollup(blocks: 6)
    var builder = BatchBuilder(after: ChainTip(rollup.blocks[0].before), epoch: 0)
    for block in rollup.blocks {
      builder.append(block.inputs, block.header)
      let batch = try builder.finish(expecting: block.header.timestampMs, rules: TestRollup.rules)
      let forms = try BatchCodec.allCases.map { $0.encode(try BatchCodec.decode(batch.data)) }
      #expect(forms[0]?.count == builder.byteCount)
      #expect(batch.data.count == forms.compactMap { $0?.count }.min())
      #expect(batch.data.count < builder.byteCount * 3 / 4)
      #expect(batch.last == ChainTip(block.header))
    }
  }

  @Test func `has room up to its limits, and always for one block`() throws {
    let rollup = try rollup(blocks: 3)
    func fitting(bytes: Int = .max, blocks: Int = .max) -> (count: Int, bytes: Int) {
      var builder = BatchBuilder(
        after: ChainTip(rollup.blocks[0].before), epoch: 0, limitBytes: bytes, limitBlocks: blocks)
      for block in rollup.blocks where builder.hasRoom(for: block.inputs) {
        builder.append(block.inputs, block.header)
      }
      return (builder.blockCount, builder.byteCount)
    }
    let whole = fitting()
    #expect(whole.count == 3)
    #expect(fitting(bytes: whole.bytes).count == 3)
    #expect(fitting(bytes: whole.bytes - 1).count == 2)
    #expect(fitting(bytes: 0).count == 1)
    #expect(fitting(blocks: 2).count == 2)
    var other = BlockInputs()
    other.epoch = 1
    #expect(!BatchBuilder(after: ChainTip(rollup.execution), epoch: 0).hasRoom(for: other))
  }

  @Test func `takes a block as large as the L1 takes a batch, and none larger`() throws {
    let builder = BatchBuilder(after: ChainTip(try TestRollup().execution), epoch: 0)
    func block(bytes: Int) throws -> BlockInputs {
      let (full, rest) = bytes.quotientAndRemainder(dividingBy: 16_388)
      var items = try (0..<full).map { _ in try ByteList<16_384>([UInt8](repeating: 1, count: 16_384)) }
      items.append(try ByteList([UInt8](repeating: 1, count: rest - 4)))
      var inputs = BlockInputs()
      inputs.items = try BoundedList(items)
      return inputs
    }
    #expect(builder.hasRoom(for: try block(bytes: BatchBuilder.blockLimitBytes)))
    #expect(!builder.hasRoom(for: try block(bytes: BatchBuilder.blockLimitBytes + 1)))
  }

  @Test func `refuses a batch whose blocks would be dropped`() throws {
    let rollup = try rollup(blocks: 2)
    var builder = BatchBuilder(after: ChainTip(rollup.blocks[0].before), epoch: 0)
    for block in rollup.blocks { builder.append(block.inputs, block.header) }
    let first = rollup.blocks[0].header.timestampMs
    #expect(throws: Never.self) { try builder.finish(expecting: first + 600_000, rules: TestRollup.rules) }
    #expect(
      throws: BatchRefusal.faulty(.dropped(fromIndex: 0, .tooEarly(earliestMs: first + 1, foundMs: first)))
    ) { try builder.finish(expecting: first + 600_001, rules: TestRollup.rules) }
  }

  @Test func `refuses blocks that are not those of their headers`() throws {
    let rollup = try rollup(blocks: 3)
    func finish(_ change: (inout BlockInputs) throws -> Void) throws -> PreparedBatch {
      var builder = BatchBuilder(after: ChainTip(rollup.blocks[0].before), epoch: 0)
      for (index, block) in rollup.blocks.enumerated() {
        var inputs = block.inputs
        if index == 1 { try change(&inputs) }
        builder.append(inputs, block.header)
      }
      return try builder.finish(expecting: rollup.blocks[2].header.timestampMs, rules: TestRollup.rules)
    }
    #expect(throws: Never.self) { try finish { _ in } }
    #expect(throws: BatchRefusal.derivesOtherwise(blockNumber: 2)) { try finish { $0.items = BoundedList() } }
    #expect {
      try finish { $0.messages = try BoundedList($0.messages.elements + [InboxMessage()]) }
    } throws: { error in
      guard case .inboxMismatch = error as? BatchRefusal else { return false }
      return true
    }
  }
}

@Suite struct `The proposer` {
  private let proposer = Proposer(claimant: TestRollup.sequencer, bondAtoms: 100)

  /// Claims everything that is not claimed yet, one L1 block each.
  private func claimAll(_ rollup: inout TestRollup) {
    while let entry = proposer.nextEntry(in: rollup.chain.contracts) {
      rollup.chain.submit(
        proposer.claim(SHA256.hash([UInt8(entry.index)]), after: entry, in: rollup.chain.contracts),
        from: TestRollup.sequencer)
      rollup.mine()
    }
  }

  @Test func `claims each entry once, on top of its last claim, also after a reorg`() throws {
    var rollup = try TestRollup()
    #expect(proposer.nextEntry(in: rollup.chain.contracts) == nil)
    for data in [[1], [2], [3]] as [[UInt8]] {
      rollup.post(data, inboxUpTo: 0)
      rollup.mine()
    }
    claimAll(&rollup)
    #expect(rollup.chain.contracts.claims.all.map(\.entryIndex) == [0, 1, 2])
    #expect(rollup.chain.contracts.claims.all.map(\.parent) == [.none, Link(0), Link(1)])
    _ = rollup.chain.reorg(depth: 2)
    #expect(proposer.nextEntry(in: rollup.chain.contracts)?.index == 1)
    claimAll(&rollup)
    #expect(rollup.chain.contracts.claims.all.map(\.parent) == [.none, Link(0), Link(1)])
    #expect(rollup.chain.contracts.accounts[TestRollup.sequencer].bondedAtoms == 300)
  }
}
