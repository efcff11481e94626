import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import Testing

@Suite struct `A rebuild` {
  /// Six messages, the first two of which block 7 has read.
  private struct World {
    var chain: L1Chain
    var tip = BlockHeader()

    init() throws {
      let user = TestRollup.key(0).address
      chain = L1Chain(
        genesis: try L1Genesis(
          timestampMs: 0, sequencer: TestRollup.sequencer, minimumBondAtoms: 0, balances: [.init(user, atoms: 100)]))
      for _ in 0..<6 { chain.submit(.deposit(DepositCall(beneficiary: user, amount: 1)), from: user) }
      chain.mine(at: 1_000)
      tip.number = 7
      tip.timestampMs = 10_000
      tip.inboxRead = 2
    }

    var inbox: Inbox { chain.contracts.inbox }

    func rebuild(
      _ blocks: [(timeMs: UInt64, upTo: UInt64)], notBefore earliestMs: UInt64 = 0
    ) throws -> [BlockInputs] {
      let dropped = try blocks.enumerated().map { index, block in
        var (inputs, header) = (BlockInputs(), BlockHeader())
        inputs.timestampMs = block.timeMs
        inputs.epoch = 2
        inputs.items = try BoundedList([ByteList([UInt8(index)])])
        inputs.reports = try BoundedList([ByteList([UInt8(index), 1])])
        header.inboxRead = block.upTo
        return DroppedBlock(inputs, header)
      }
      let tip = ChainTip(tip)
      let rebuild = Rebuild(of: dropped, behind: tip, onto: tip, reading: inbox, epoch: 3, notBefore: earliestMs)
      #expect(rebuild.blocks.map(\.items) == dropped.map(\.inputs.items))
      #expect(rebuild.blocks.map(\.reports) == dropped.map(\.inputs.reports))
      #expect(rebuild.blocks.allSatisfy { $0.epoch == 3 })
      return rebuild.blocks
    }
  }

  @Test func `keeps times where it can, and otherwise dates blocks a millisecond apart`() throws {
    let world = try World()
    func times(_ old: [UInt64], notBefore earliestMs: UInt64 = 0) throws -> [UInt64] {
      try world.rebuild(old.map { ($0, 2) }, notBefore: earliestMs).map(\.timestampMs)
    }
    #expect(try times([10_001, 10_500]) == [10_001, 10_500])
    #expect(try times([9_000, 10_000, 10_001, 10_500]) == [10_001, 10_002, 10_003, 10_500])
    #expect(try times([9_000, 9_250, 60_000], notBefore: 50_000) == [50_000, 50_001, 60_000])
    #expect(try times([]) == [])
  }

  @Test func `reads every message once, as far as the dropped blocks did and the L1 has them`() throws {
    let world = try World()
    func read(_ upTo: [UInt64]) throws -> [[UInt64]] {
      try world.rebuild(upTo.map { (20_000, $0) }).map { $0.messages.elements.map(\.index) }
    }
    #expect(try read([2, 4, 4, 6]) == [[], [2, 3], [], [4, 5]])
    // The forced entry has read what the first block had.
    #expect(try read([1, 2, 3]) == [[], [], [2]])
    // The L1 has lost what the last block had read.
    #expect(try read([3, 9, 12]) == [[2], [3, 4, 5], []])
  }

  @Test func `begins behind the blocks that stand`() throws {
    let world = try World()
    func header(_ number: UInt64, read: UInt64, _ change: UInt64 = 0) -> BlockHeader {
      var header = BlockHeader()
      header.number = number
      header.timestampMs = number + change
      header.inboxRead = read
      header.inboxAccumulator = world.inbox.accumulators[Int(read)]
      return header
    }
    let own = [header(1, read: 0), header(2, read: 3), header(3, read: 3), header(4, read: 6)]
    func standing(_ own: [BlockHeader], _ canonical: [BlockHeader]) -> Int {
      Rebuild.standingCount(of: own, on: canonical, reading: world.inbox)
    }
    #expect(standing(own, []) == 4 && standing(own, Array(own.prefix(2))) == 4 && standing(own, own) == 4)
    #expect(standing(own, [own[0], header(2, read: 3, 1)]) == 1)
    #expect(standing(Array(own.prefix(1)), Array(own.prefix(2))) == 1)
    #expect(standing([], own) == 0)
    var changed = own
    changed[2].inboxAccumulator = SHA256.hash([1])
    #expect(standing(changed, []) == 2 && standing(changed, [changed[0], changed[1], changed[2]]) == 4)
    changed[2] = own[2]
    changed[3].inboxRead = 7
    #expect(standing(changed, Array(own.prefix(1))) == 3)
  }

  @Test func `is due where derivation would drop a block for its age`() throws {
    for age in [599_999, 600_000, 600_001] as [UInt64] {
      var rollup = try TestRollup(seed: 3)
      rollup.seal(try rollup.emptyInputs())
      let time = rollup.execution.state.clock.timestampMs
      rollup.post(try rollup.batch(from: 1))
      rollup.chain.mine(at: time + age)
      var machine = rollup.machine
      let fault = try rollup.decodeNext(into: &machine)
      #expect(TestRollup.rules.isTooLate(time, toBeIncludedAt: time + age) == (fault != nil), "\(age) ms")
      #expect((fault != nil) == (age > 600_000))
      guard fault != nil else { continue }
      let dropped = rollup.blocks.map { DroppedBlock($0.inputs, $0.header) }
      rollup.rewind(toBefore: 1)
      let genesis = ChainTip(rollup.execution)
      let rebuild = Rebuild(
        of: dropped, behind: genesis, onto: genesis, reading: rollup.chain.contracts.inbox, epoch: 0,
        notBefore: time + age)
      for inputs in rebuild.blocks { rollup.seal(inputs) }
      rollup.post(try rollup.batch(from: 1))
      rollup.mine()
      #expect(try rollup.derived().blocks.map(\.header) == rollup.blocks.map(\.header))
    }
  }

  @Test func `is kept far away: no order is taken once the oldest unposted block is half as old as it may get`() {
    let rules = DerivationRules(maxFutureMs: 0, maxBackdateMs: 600_000)
    #expect(rules.admitsItems(oldestUnpostedMs: nil, at: .max))
    #expect(rules.admitsItems(oldestUnpostedMs: 1_000, at: 300_999))
    #expect(!rules.admitsItems(oldestUnpostedMs: 1_000, at: 301_000))
    #expect(rules.admitsItems(oldestUnpostedMs: 1_000, at: 0))
  }
}
