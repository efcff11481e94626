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
  let rules: ForcedRules
  var messages: [InboxMessage] = []
  var entries: [BatchEntry] = []
  /// Accumulators, one for each claim: all of them say the same of it.
  var claimed: [Bytes32] = []

  init(_ chain: L1Chain) throws {
    rules = chain.genesis.forced
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
        call.inboxUpTo <= messages.count, call.inboxUpTo >= entries.last?.inboxUpTo ?? 0,
        messages.dropFirst(Int(call.inboxUpTo)).allSatisfy({ !isOverdue($0, in: block) })
      else { return }
      appendEntry(call.dataHash, call.dataBytes, upTo: call.inboxUpTo, by: sender, in: block)
    case .claim(let call):
      let known = accumulators(of: entries).dropFirst()
      guard known.contains(call.entryAccumulator), !claimed.contains(call.entryAccumulator), balance >= call.bondAtoms
      else { return }
      claimed.append(call.entryAccumulator)
      balances[sender] = balance - call.bondAtoms
      bonds[sender, default: 0] += call.bondAtoms
    case .move, .step, .resolve, .claimCredit: return
    case .forceAction(let call):
      let forced = messages.filter { $0.l1Number == block.number && $0.kind != InboxMessage.deposit }
      guard let owner = owners[sender], forced.count < rules.messageLimit else { return }
      let request = try ForcedRequest.decoded(call.content.bytes)
      let payload = ForcedMessage(owner: OwnerID(owner), address: sender, request).encoded()
      try appendMessage(InboxMessage.forcedAction, payload, in: block)
    case .forceInclude:
      let upTo = messages.filter { isOverdue($0, in: block) }.count
      guard upTo > entries.last?.inboxUpTo ?? 0 else { return }
      appendEntry(SHA256.hash([]), 0, upTo: UInt64(upTo), by: sender, in: block, .forced)
    case .proveWithdrawal, .finalizeWithdrawal, .freeze, .exit, .collectExit, .refundDeposit: return
    }
  }

  private func isOverdue(_ message: InboxMessage, in block: L1Block) -> Bool {
    message.l1Number + rules.delayBlocks <= block.number
  }

  private mutating func appendDeposit(_ call: DepositCall, in block: L1Block) throws {
    let owner = owners[call.beneficiary] ?? UInt32(4 + owners.count)
    owners[call.beneficiary] = owner
    let deposit = Deposit(owner: OwnerID(owner), address: call.beneficiary, asset: call.asset, amount: call.amount)
    try appendMessage(InboxMessage.deposit, deposit.encoded(), in: block)
  }

  private mutating func appendMessage(_ kind: UInt8, _ payload: [UInt8], in block: L1Block) throws {
    var message = InboxMessage()
    message.index = UInt64(messages.count)
    message.kind = kind
    message.l1Number = block.number
    message.l1TimeMs = block.timestampMs
    message.payload = try ByteList(payload)
    messages.append(message)
  }

  private mutating func appendEntry(
    _ dataHash: Bytes32, _ dataBytes: UInt32, upTo inboxUpTo: UInt64, by poster: Address, in block: L1Block,
    _ kind: BatchEntry.Kind = .sequencer
  ) {
    var entry = BatchEntry()
    entry.index = UInt64(entries.count)
    entry.kind = kind
    entry.dataHash = dataHash
    entry.dataBytes = dataBytes
    entry.l1Number = block.number
    entry.l1TimeMs = block.timestampMs
    entry.l1Parent = block.parentHash
    entry.inboxUpTo = inboxUpTo
    entry.inboxAccumulator = accumulators(of: messages)[Int(inboxUpTo)]
    entry.poster = poster
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
    var chain = try newChain(forced: ForcedRules(delayBlocks: 2, messageLimit: 2))
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
      for _ in 0..<Int.random(in: 0..<4, using: &random) {
        chain.force(from: senders.randomElement(using: &random) ?? alice)
      }
      if Int.random(in: 0..<3, using: &random) == 0 {
        chain.submit(.forceInclude, from: senders.randomElement(using: &random) ?? alice)
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

  @Test func `forces entries, and meets every rule of what is forced`() throws {
    var outcomes: [L1Outcome] = []
    for seed in 1...12 as ClosedRange<UInt64> {
      var random = SplitMix64(seed: seed)
      outcomes += try history(&random).blocks.flatMap(\.outcomes)
    }
    func count(_ isMeant: (L1Outcome) -> Bool) -> Int { outcomes.filter(isMeant).count }
    #expect(count { if case .forced = $0 { true } else { false } } > 10)
    #expect(count { if case .forceIncluded = $0 { true } else { false } } > 10)
    #expect(count { if case .reverted(.leavesOutOverdue) = $0 { true } else { false } } > 10)
    #expect(count { if case .reverted(.nothingOverdue) = $0 { true } else { false } } > 10)
    #expect(count { $0 == .reverted(.tooManyForcedMessages(limit: 2)) } > 10)
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

  @Test func `goes on with blocks that were made elsewhere, and with no others`() throws {
    var (chain, copy) = (try newChain(), try newChain())
    for amount: UInt64 in 1...3 {
      chain.deposit(amount, from: alice)
      _ = chain.mine()
      let block = chain.head.block
      let before = copy.head.hash
      var other = block
      other.parentHash = block.hash
      let wrongParent = L1ReplayError.wrongParent(number: block.number, expected: before, found: block.hash)
      #expect(throws: wrongParent) { try copy.append(other) }
      #expect(copy.head.hash == before && copy.contracts.inbox.messageCount == amount - 1)
      try copy.append(block)
      #expect(copy.head.hash == chain.head.hash && copy.contracts.inbox == chain.contracts.inbox)
    }
    _ = copy.reorg(depth: 2)
    for block in chain.blocks.suffix(2) { try copy.append(block.block) }
    #expect(copy.contracts.accounts.all == chain.contracts.accounts.all)
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
