import Cryptography
import Ledger
import MockL1
import SSZ
import TestSupport
import Testing
import Units

@Suite struct `An L1 reorg` {
  @Test func `takes back deposits and numbers, which go to others if others come first`() throws {
    var chain = try newChain()
    chain.deposit(10, from: alice)
    _ = chain.mine()
    chain.deposit(20, from: bob)
    _ = chain.mine()
    let forgotten = chain.reorg(depth: 2)
    #expect(forgotten.map(\.sender) == [alice, bob])
    #expect(chain.contracts.inbox.accumulators == [Bytes32()])
    #expect(chain.contracts.accounts[alice].atoms == 1_000)
    for transaction in forgotten.reversed() { chain.submit(transaction.call, from: transaction.sender) }
    _ = chain.mine()
    let first = UInt32(Owner.Reserved.allCases.count)
    #expect(
      try chain.deposits() == [
        Deposit(owner: OwnerID(first), address: bob, amount: 20),
        Deposit(owner: OwnerID(first + 1), address: alice, amount: 10),
      ])
  }

  @Test func `forgets addresses that it had never heard of before, whoever comes in their place`() throws {
    var chain = try newChain()
    chain.deposit(10, from: alice, to: address(8))
    _ = chain.mine()
    _ = chain.reorg(depth: 1)
    chain.deposit(10, from: alice, to: address(9))
    _ = chain.mine()
    #expect(chain.contracts.accounts[address(8)].owner == .none)
    #expect(chain.contracts.accounts[address(9)].owner == Link(4))
    chain.deposit(10, from: alice, to: address(8))
    _ = chain.mine()
    #expect(chain.contracts.accounts[address(8)].owner == Link(5))
    #expect(chain.contracts.accounts[address(9)].owner == Link(4))
  }

  @Test func `leaves no trace when the same transactions are included again`() throws {
    var chain = try newChain()
    chain.deposit(10, from: alice)
    chain.post([1])
    _ = chain.mine()
    chain.claim(entry: 0)
    _ = chain.mine()
    let before = chain
    let forgotten = chain.reorg(depth: 2)
    #expect(chain.contracts.accounts[sequencer].bondedAtoms == 0)
    for transaction in forgotten.prefix(2) { chain.submit(transaction.call, from: transaction.sender) }
    _ = chain.mine()
    for transaction in forgotten.dropFirst(2) { chain.submit(transaction.call, from: transaction.sender) }
    _ = chain.mine()
    #expect(chain.head.hash == before.head.hash)
    #expect(chain.head.outcomes == [.claimed(claimIndex: 0)])
    #expect(chain.contracts.batchInbox == before.contracts.batchInbox)
  }

  @Test func `that loses a batch makes the claim on it impossible, and the bond is back`() throws {
    var chain = try newChain()
    chain.post([1])
    _ = chain.mine()
    chain.claim(entry: 0)
    _ = chain.mine()
    let accumulator = chain.contracts.batchInbox.accumulator
    let claim = try #require(chain.reorg(depth: 2).last)
    chain.post([2])
    _ = chain.mine()
    chain.submit(claim.call, from: claim.sender)
    #expect(chain.mine() == [.reverted(.notCanonical(entryIndex: 0, accumulator: accumulator))])
    #expect(chain.contracts.accounts[sequencer].atoms == 1_000)
  }

  @Test func `stops at the genesis, and forgets what waits`() throws {
    var chain = try newChain()
    let genesis = chain.head.hash
    _ = chain.mine()
    let waiting = chain.deposit(1, from: alice)
    #expect(chain.reorg(depth: 100) == [waiting])
    #expect(chain.head.hash == genesis)
    #expect(chain.pending.isEmpty)
  }
}

/// What the L1 should be after the blocks of a chain: the same rules over plain arrays and dictionaries, from the
/// beginning each time, with no way back.
private struct NaiveL1 {
  var balances: [Address: UInt64] = [alice: 1_000, bob: 1_000, sequencer: 1_000]
  var lots: [Address: UInt64] = [alice: 1_000, bob: 1_000, sequencer: 1_000]
  var bonds: [Address: UInt64] = [:]
  var owners: [Address: UInt32] = [:]
  var messages: [InboxMessage] = []
  var entries: [BatchEntry] = []
  /// Accumulators, one for each claim: all of them say the same of it.
  var claimed: [Bytes32] = []

  init(_ chain: L1Chain) throws {
    for block in chain.blocks.map(\.block) {
      for transaction in block.transactions.elements { try carryOut(transaction, in: block) }
    }
  }

  private mutating func carryOut(_ transaction: L1Transaction, in block: L1Block) throws {
    let sender = transaction.sender
    let balance = balances[sender, default: 0]
    switch transaction.call {
    case .deposit(let call):
      let available = call.asset == .quote ? balance : lots[sender, default: 0]
      guard call.amount > 0, available >= call.amount else { return }
      switch call.asset {
      case .quote: balances[sender] = available - call.amount
      case .collateral: lots[sender] = available - call.amount
      }
      try appendDeposit(call, in: block)
    case .postBatch(let call):
      guard call.expectedIndex == entries.count, call.expectedAccumulator == accumulators(of: entries).last,
        call.inboxUpTo <= messages.count, call.inboxUpTo >= entries.last?.inboxUpTo ?? 0
      else { return }
      appendEntry(call, in: block)
    case .claim(let call):
      let known = accumulators(of: entries).dropFirst()
      guard known.contains(call.entryAccumulator), !claimed.contains(call.entryAccumulator), balance >= call.bondAtoms
      else { return }
      claimed.append(call.entryAccumulator)
      balances[sender] = balance - call.bondAtoms
      bonds[sender, default: 0] += call.bondAtoms
    case .move, .step, .resolve, .claimCredit: return
    }
  }

  private mutating func appendDeposit(_ call: DepositCall, in block: L1Block) throws {
    let owner = owners[call.beneficiary] ?? UInt32(4 + owners.count)
    owners[call.beneficiary] = owner
    var message = InboxMessage()
    message.index = UInt64(messages.count)
    message.kind = InboxMessage.deposit
    message.l1Number = block.number
    message.l1TimeMs = block.timestampMs
    message.payload = try ByteList(
      Deposit(owner: OwnerID(owner), address: call.beneficiary, asset: call.asset, amount: call.amount).encoded())
    messages.append(message)
  }

  private mutating func appendEntry(_ call: PostBatchCall, in block: L1Block) {
    var entry = BatchEntry()
    entry.index = UInt64(entries.count)
    entry.dataHash = call.dataHash
    entry.dataBytes = call.dataBytes
    entry.l1Number = block.number
    entry.l1TimeMs = block.timestampMs
    entry.l1Parent = block.parentHash
    entry.inboxUpTo = call.inboxUpTo
    entry.inboxAccumulator = accumulators(of: messages)[Int(call.inboxUpTo)]
    entry.poster = sequencer
    entries.append(entry)
  }

  /// The hash chain over `values`, before the first and after each.
  func accumulators(of values: [some SSZContainer]) -> [Bytes32] {
    values.reduce(into: [Bytes32()]) { $0.append(SHA256.hash($0[$0.count - 1], $1.hashTreeRoot())) }
  }
}

@Suite struct `Any history of the L1` {
  /// Mines random blocks and takes some back, with and without their transactions.
  private func history(_ random: inout SplitMix64) throws -> L1Chain {
    var chain = try newChain()
    let senders = [alice, bob, sequencer, address(3), address(4)]
    for _ in 0..<60 {
      for _ in 0..<Int.random(in: 0..<4, using: &random) {
        let sender = senders.randomElement(using: &random) ?? alice
        chain.deposit(
          UInt64.random(in: 0..<60, using: &random), of: Asset.allCases.randomElement(using: &random) ?? .quote,
          from: sender, to: senders.randomElement(using: &random))
      }
      if Bool.random(using: &random) {
        chain.post(
          [UInt8.random(in: 0...255, using: &random)],
          inboxUpTo: UInt64.random(in: 0...chain.contracts.inbox.messageCount, using: &random))
      }
      let entryCount = chain.contracts.batchInbox.entryCount
      if entryCount > 0, Int.random(in: 0..<4, using: &random) == 0 { chain.claim(entry: entryCount - 1) }
      _ = chain.mine()
      if Int.random(in: 0..<6, using: &random) == 0 {
        let forgotten = chain.reorg(depth: Int.random(in: 1...6, using: &random))
        guard Bool.random(using: &random) else { continue }
        for transaction in forgotten { chain.submit(transaction.call, from: transaction.sender) }
      }
    }
    return chain
  }

  @Test(arguments: Seeds.all)
  func `agrees with plain rules over its own blocks, whatever was taken back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let chain = try history(&random)
    let (contracts, naive) = (chain.contracts, try NaiveL1(chain))
    #expect(contracts.inbox.messages == naive.messages, "seed \(seed)")
    #expect(contracts.inbox.accumulators == naive.accumulators(of: naive.messages), "seed \(seed)")
    #expect(contracts.batchInbox.entries == naive.entries, "seed \(seed)")
    #expect(contracts.batchInbox.accumulators == naive.accumulators(of: naive.entries), "seed \(seed)")
    #expect(contracts.claims.all.count == naive.claimed.count, "seed \(seed)")
    for account in contracts.accounts.all {
      #expect(account.atoms == naive.balances[account.address, default: 0], "seed \(seed)")
      #expect(account.lots == naive.lots[account.address, default: 0], "seed \(seed)")
      #expect(account.bondedAtoms == naive.bonds[account.address, default: 0], "seed \(seed)")
      #expect(account.owner.index == naive.owners[account.address].map(UInt64.init), "seed \(seed)")
    }
    #expect(chain.supply == 3_050 && chain.collateral == 3_000, "seed \(seed)")
  }

  @Test(arguments: Seeds.all)
  func `is rebuilt from its stored blocks`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let chain = try history(&random)
    let stored = try chain.blocks.dropFirst().map { try L1Block.decoded($0.block.encoded()) }
    let copy = try L1Chain(genesis: chain.genesis, replaying: stored)
    #expect(copy.head.hash == chain.head.hash, "seed \(seed)")
    #expect(copy.blocks.map(\.outcomes) == chain.blocks.map(\.outcomes), "seed \(seed)")
    #expect(copy.blocks.map(\.messages) == chain.blocks.map(\.messages), "seed \(seed)")
    #expect(copy.contracts.accounts.all == chain.contracts.accounts.all, "seed \(seed)")
    #expect(copy.contracts.inbox == chain.contracts.inbox, "seed \(seed)")
    #expect(copy.contracts.batchInbox == chain.contracts.batchInbox, "seed \(seed)")
    #expect(copy.contracts.claims == chain.contracts.claims, "seed \(seed)")
  }

  @Test func `is refused if a stored block does not follow the one before`() throws {
    var chain = try newChain()
    chain.deposit(1, from: alice)
    _ = chain.mine()
    _ = chain.mine()
    let blocks = chain.blocks.dropFirst().map(\.block)
    func replay(_ change: (inout [L1Block]) -> Void) throws -> L1Chain {
      var changed = Array(blocks)
      change(&changed)
      return try L1Chain(genesis: chain.genesis, replaying: changed)
    }
    #expect(throws: Never.self) { try replay { _ in } }
    #expect(throws: L1ReplayError.wrongNumber(expected: 1, found: 2)) { try replay { $0.removeFirst() } }
    #expect(throws: L1ReplayError.timeDoesNotRise(number: 1, parentMs: 1_000, foundMs: 1_000)) {
      try replay { $0[0].timestampMs = 1_000 }
    }
    #expect(throws: L1ReplayError.wrongNonce(number: 1, transactionIndex: 0, expected: 0, found: 1)) {
      try replay { blocks in
        var transaction = blocks[0].transactions.elements[0]
        transaction.nonce = 1
        blocks[0].transactions = try! BoundedList([transaction])
      }
    }
    #expect {
      try replay { $0[0].timestampMs += 1 }
    } throws: { error in
      guard case .wrongParent(number: 2, expected: _, found: _) = error as? L1ReplayError else { return false }
      return true
    }
  }

  @Test func `includes no more transactions in a block than it holds, and the rest in the next`() throws {
    var chain = try newChain()
    for _ in 0..<(L1Block.transactionLimit + 1) { chain.deposit(0, from: alice) }
    #expect(chain.mine().count == L1Block.transactionLimit)
    #expect(chain.mine().count == 1)
  }
}
