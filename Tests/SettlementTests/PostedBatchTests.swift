import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing

@Suite struct `A posted batch` {
  /// The sequencer, who expands an entry and carries its blocks out, beside a follower's machine.
  private struct Pair {
    var rollup: TestRollup
    var machine: Machine

    init(seed: UInt64) throws {
      rollup = try TestRollup(seed: seed)
      machine = rollup.machine
      for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
      rollup.mine()
    }

    /// The next entry, on both sides; the faults and all headers must be equal. Returns how many blocks came of it.
    mutating func takeEntry(_ message: Comment) throws -> (fault: DerivationFault?, blockCount: Int) {
      let batch = try rollup.posted(Int(machine.derivation.batchCount))
      let tip = ChainTip(machine.execution)
      var execution = machine.execution
      let messages = rollup.chain.contracts.inbox.messages(from: tip.inbox.read, upTo: batch.entry.inboxUpTo)
      let expansion = try EntryExpansion(batch, messages: messages, after: tip, rules: TestRollup.rules)
      let own = expansion.blocks.map { execution.execute(KnownInputs($0)).header }
      let fault = try rollup.decodeNext(into: &machine)
      var followed: [BlockHeader?] = []
      while let block = machine.deriveNext() { followed.append(block.header) }
      #expect(fault == expansion.fault, message)
      #expect(followed == own, message)
      rollup.execution = execution
      rollup.blocks = []
      return (fault, own.count)
    }

    /// A batch of some new blocks upon what is derived, which the L1 has not seen.
    mutating func batch(blocks count: Int) throws -> PreparedBatch {
      let first = rollup.execution.state.clock.blockNumber + 1
      for _ in 0..<count { rollup.seal(try rollup.randomInputs()) }
      return try rollup.batch(from: first)
    }
  }

  @Test(arguments: BatchCodec.allCases)
  func `is the sequencer's blocks for everybody, in every form`(codec: BatchCodec) throws {
    var pair = try Pair(seed: 11)
    for _ in 0..<3 {
      let batch = try pair.batch(blocks: 3)
      let headers = pair.rollup.blocks.map(\.header)
      let data = try #require(codec.encode(try BatchCodec.decode(batch.data)))
      pair.rollup.post(data, inboxUpTo: batch.last.inbox.read)
      pair.rollup.mine()
      let result = try pair.takeEntry("\(codec)")
      #expect(result.fault == nil && result.blockCount == 3)
      #expect(pair.machine.execution.lastBlock == headers.last?.hash)
    }
  }

  @Test func `counts once, and in its place only`() throws {
    var pair = try Pair(seed: 12)
    let first = try pair.batch(blocks: 2)
    let second = try pair.batch(blocks: 2)
    func post(_ batch: PreparedBatch, inboxUpTo: UInt64) throws -> DerivationFault? {
      pair.rollup.post(batch.data, inboxUpTo: inboxUpTo)
      pair.rollup.mine()
      return try pair.takeEntry("").fault
    }
    #expect(try post(second, inboxUpTo: 0) == .void(.wrongFirstBlock(expected: 1, found: 3)))
    #expect(pair.machine.execution.state.clock.blockNumber == 0)
    let read = first.last.inbox.read
    #expect(try post(first, inboxUpTo: read) == nil)
    #expect(try post(first, inboxUpTo: read) == .void(.wrongFirstBlock(expected: 3, found: 1)))
    #expect(try post(second, inboxUpTo: second.last.inbox.read) == nil)
    #expect(pair.machine.execution.lastBlock == second.last.blockHash)
  }

  @Test(arguments: BatchCodec.allCases)
  func `that is doubled, followed by anything, or nothing at all is void`(codec: BatchCodec) throws {
    var pair = try Pair(seed: 13)
    let batch = try pair.batch(blocks: 2)
    let good = try #require(codec.encode(try BatchCodec.decode(batch.data)))
    for data in [good + good, good + [0], good + [7, 7, 7], Array(good.dropLast()), []] {
      pair.rollup.post(data, inboxUpTo: 0)
      pair.rollup.mine()
      let result = try pair.takeEntry("\(codec), \(data.count) bytes")
      #expect(result.fault != nil && result.blockCount == 0, "\(codec), \(data.count) bytes")
    }
    pair.rollup.post(good, inboxUpTo: batch.last.inbox.read)
    pair.rollup.mine()
    #expect(try pair.takeEntry("\(codec)").blockCount == 2)
  }

  /// Good batches, and batches with some change, in any form, one after another.
  @Test(arguments: Seeds.all)
  func `of any content leaves everybody with the same chain, on which the next one stands`(seed: UInt64) throws {
    var pair = try Pair(seed: seed)
    var random = SplitMix64(seed: seed)
    var (honest, faulty) = (0, 0)
    for _ in 0..<60 {
      let batch = try pair.batch(blocks: .random(in: 1...3, using: &random))
      let codec = BatchCodec.allCases[Int.random(in: 0..<3, using: &random)]
      var data = try #require(codec.encode(try BatchCodec.decode(batch.data)))
      if random.oneIn(2) {
        if random.oneIn(2) {
          data[.random(in: data.indices, using: &random)] &+= .random(in: 1...255, using: &random)
        } else {
          var stream = try unpacked(data)
          stream[.random(in: stream.indices, using: &random)] &+= .random(in: 1...255, using: &random)
          data = posted(codec, stream)
        }
      } else {
        honest += 1
      }
      pair.rollup.post(data, inboxUpTo: batch.last.inbox.read)
      pair.rollup.mine()
      if try pair.takeEntry("seed \(seed)").fault != nil { faulty += 1 }
    }
    #expect(faulty > 0 && faulty <= 60 - honest, "seed \(seed)")
  }

  @Test func `of two posters is the first one's; the other's reverts, and changes nothing`() throws {
    var pair = try Pair(seed: 14)
    let batch = try pair.batch(blocks: 2)
    let (first, second) = (pair.rollup.post(batch), pair.rollup.post(batch))
    let stranger = pair.rollup.chain.submit(first.call, from: TestRollup.key(0).address)
    let mined = pair.rollup.mine()
    #expect(outcome(of: first, in: mined) == .posted(entryIndex: 0))
    #expect(outcome(of: second, in: mined) == .reverted(.wrongBatchIndex(expected: 1, found: 0)))
    #expect(
      outcome(of: stranger, in: mined)
        == .reverted(.notTheSequencer(expected: TestRollup.sequencer, found: TestRollup.key(0).address)))
    #expect(pair.rollup.chain.contracts.batchInbox.entryCount == 1)
    #expect(try pair.takeEntry("").blockCount == 2)
  }

  @Test func `that is too large never becomes an entry`() throws {
    var pair = try Pair(seed: 15)
    pair.rollup.post([UInt8](repeating: 0, count: (4 << 20) + 1), inboxUpTo: 0)
    pair.rollup.mine()
    #expect(pair.rollup.chain.contracts.batchInbox.entryCount == 0)
    pair.rollup.post([UInt8](repeating: 0, count: 4 << 20), inboxUpTo: 0)
    pair.rollup.mine()
    #expect(try pair.takeEntry("").fault == .void(.rawLengthMismatch(declaredBytes: 0, foundBytes: (4 << 20) - 6)))
  }

  private func outcome(of transaction: L1Transaction, in mined: MinedBlock) -> L1Outcome? {
    zip(mined.block.transactions.elements, mined.outcomes).first { $0.0 == transaction }?.1
  }
}
