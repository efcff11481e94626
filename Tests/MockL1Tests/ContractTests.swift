import Cryptography
import Ledger
import MockL1
import SSZ
import Testing
import Units

@Suite struct `The bridge` {
  @Test func `numbers owners in the order of their first deposit, behind the reserved ones`() throws {
    var chain = try newChain()
    chain.deposit(10, from: bob)
    chain.deposit(20, from: alice)
    chain.deposit(30, from: bob)
    chain.deposit(5, from: alice, to: address(9))
    #expect(chain.mine() == (0..<4).map { L1Outcome.deposited(messageIndex: $0) })
    let first = UInt32(Owner.Reserved.allCases.count)
    #expect(
      try chain.deposits() == [
        Deposit(owner: OwnerID(first), address: bob, amount: 10),
        Deposit(owner: OwnerID(first + 1), address: alice, amount: 20),
        Deposit(owner: OwnerID(first), address: bob, amount: 30),
        Deposit(owner: OwnerID(first + 2), address: address(9), amount: 5),
      ])
    #expect(chain.contracts.bridge.vaultAtoms == 50 + 65)
    #expect(chain.contracts.accounts[bob].atoms == 960)
  }

  @Test func `reverts a deposit of nothing, for nobody, or of more than there is`() throws {
    var chain = try newChain()
    let before = chain.supply
    let outcomes: [L1Outcome?] = [
      chain.outcome { $0.deposit(0, from: alice) },
      chain.outcome { $0.deposit(1, from: alice, to: .zero) },
      chain.outcome { $0.deposit(1_001, from: alice) },
      chain.outcome { $0.deposit(1, from: address(7)) },
    ]
    #expect(
      outcomes == [
        .reverted(.zeroAmount), .reverted(.zeroBeneficiary),
        .reverted(.insufficientBalance(neededAtoms: 1_001, availableAtoms: 1_000)),
        .reverted(.insufficientBalance(neededAtoms: 1, availableAtoms: 0)),
      ])
    #expect(chain.contracts.inbox.messages.isEmpty)
    #expect(chain.contracts.accounts[alice].atoms == 1_000)
    #expect(chain.contracts.accounts[alice].nonce == 3)
    #expect(chain.supply == before)
  }

  @Test func `takes collateral beside quote tokens, for one owner under one number`() throws {
    var chain = try newChain()
    chain.deposit(10, of: .collateral, from: alice)
    chain.deposit(20, from: alice)
    chain.deposit(990, of: .collateral, from: alice, to: bob)
    #expect(chain.mine() == (0..<3).map { L1Outcome.deposited(messageIndex: $0) })
    #expect(
      try chain.deposits() == [
        Deposit(owner: OwnerID(4), address: alice, asset: .collateral, amount: 10),
        Deposit(owner: OwnerID(4), address: alice, asset: .quote, amount: 20),
        Deposit(owner: OwnerID(5), address: bob, asset: .collateral, amount: 990),
      ])
    #expect(chain.contracts.bridge.vaultAtoms == 50 + 20)
    #expect(chain.contracts.bridge.vaultLots == 1_000)
    #expect(chain.contracts.accounts[alice].lots == 0)
    #expect(chain.contracts.accounts[alice].atoms == 980)
  }

  @Test func `reverts collateral that L2 would have to refuse, and the sender keeps it`() throws {
    let limit = CollateralRules.lotLimit
    var chain = try newChain(lots: limit)
    let outcomes: [L1Outcome?] = [
      chain.outcome { $0.deposit(limit + 1, of: .collateral, from: alice) },
      chain.outcome { $0.deposit(limit, of: .collateral, from: alice) },
      chain.outcome { $0.deposit(limit - 1, of: .collateral, from: alice) },
      chain.outcome { $0.deposit(1, of: .collateral, from: bob) },
    ]
    #expect(
      outcomes == [
        .reverted(.insufficientCollateral(neededLots: limit + 1, availableLots: limit)),
        .reverted(.collateralFull(limitLots: limit, foundLots: limit)), .deposited(messageIndex: 0),
        .reverted(.collateralFull(limitLots: limit, foundLots: limit)),
      ])
    #expect(chain.contracts.accounts[alice].lots == 1 && chain.contracts.accounts[bob].lots == limit)
    #expect(chain.collateral == 3 * limit)

    var without = try newChain(isCollateralRegistered: false)
    #expect(
      without.outcome { $0.deposit(1, of: .collateral, from: alice) } == .reverted(.unregisteredAsset(.collateral)))
    #expect(without.contracts.accounts[alice].lots == 1_000)
    #expect(without.contracts.accounts[alice].owner == .none)
    #expect(without.contracts.inbox.messages.isEmpty)
  }

  @Test func `starts only from balances that add up and name nobody twice`() {
    func genesis(_ balances: [(UInt8, UInt64)]) throws -> L1Genesis {
      try L1Genesis(
        timestampMs: 0, sequencer: sequencer, minimumBondAtoms: 0, vaultAtoms: 1,
        balances: balances.map { L1Genesis.Balance(address($0.0), atoms: $0.1) })
    }
    #expect(throws: L1GenesisError.supplyOverflow) { try genesis([(1, .max)]) }
    #expect(throws: L1GenesisError.listedTwice(address(1))) { try genesis([(1, 2), (1, 2)]) }
    #expect(throws: Never.self) { try genesis([(1, .max - 1)]) }
    #expect(throws: L1GenesisError.supplyOverflow) {
      try L1Genesis(
        timestampMs: 0, sequencer: sequencer, minimumBondAtoms: 0,
        balances: [.init(alice, atoms: 0, lots: .max), .init(bob, atoms: 0, lots: 1)])
    }
    #expect(throws: L1GenesisError.overdueAtOnce) { try newChain(forced: ForcedRules(delayBlocks: 0, messageLimit: 1)) }
  }

  @Test func `begins another chain where it knows another asset, or somebody holds more of it`() throws {
    let roots = try [newChain(), newChain(lots: 1_001), newChain(isCollateralRegistered: false)].map(\.genesis.root)
    let rules = [ForcedRules(delayBlocks: 49, messageLimit: 64), ForcedRules(delayBlocks: 50, messageLimit: 63)]
    #expect(try Set(roots + rules.map { try newChain(forced: $0).genesis.root }).count == 5)
  }
}

@Suite struct `The batch inbox` {
  /// Two messages, one batch that has read one of them, in epoch 3.
  private func started() throws -> L1Chain {
    var chain = try newChain()
    chain.deposit(1, from: alice)
    chain.deposit(2, from: alice)
    chain.post([1, 2, 3], inboxUpTo: 1, epoch: 3)
    #expect(chain.mine().last == .posted(entryIndex: 0))
    return chain
  }

  @Test func `records what the L1 knows of a batch`() throws {
    let chain = try started()
    let entry = chain.contracts.batchInbox.entries[0]
    #expect(entry.dataHash == SHA256.hash([1, 2, 3]))
    #expect(entry.dataBytes == 3)
    #expect(entry.l1Number == 1)
    #expect(entry.l1TimeMs == 13_000)
    #expect(entry.l1Parent == chain.blocks[0].hash)
    #expect(entry.inboxUpTo == 1)
    #expect(entry.inboxAccumulator == chain.contracts.inbox.accumulators[1])
    #expect(entry.epoch == 3)
    #expect(entry.poster == sequencer)
    #expect(try BatchEntry.decoded(entry.encoded()) == entry)
  }

  @Test func `reverts whatever does not continue it`() throws {
    var chain = try started()
    let (accumulator, entries) = (chain.contracts.batchInbox.accumulator, chain.contracts.batchInbox.entries)
    let tooMuch = [UInt8](repeating: 0, count: 4_194_305)
    let outcomes: [L1Outcome?] = [
      chain.outcome { $0.post([4], inboxUpTo: 2, epoch: 3, from: alice) },
      chain.outcome { $0.post([4], inboxUpTo: 2, epoch: 3) { $0.expectedIndex = 0 } },
      chain.outcome { $0.post([4], inboxUpTo: 2, epoch: 3) { $0.expectedIndex = 2 } },
      chain.outcome { $0.post([4], inboxUpTo: 2, epoch: 3) { $0.expectedAccumulator = Bytes32() } },
      chain.outcome { $0.post([4], inboxUpTo: 0, epoch: 3) },
      chain.outcome { $0.post([4], inboxUpTo: 3, epoch: 3) },
      chain.outcome { $0.post([4], inboxUpTo: 2, epoch: 2) },
      chain.outcome { $0.post(tooMuch, inboxUpTo: 2, epoch: 3) },
    ]
    #expect(
      outcomes == [
        .reverted(.notTheSequencer(expected: sequencer, found: alice)),
        .reverted(.wrongBatchIndex(expected: 1, found: 0)),
        .reverted(.wrongBatchIndex(expected: 1, found: 2)),
        .reverted(.wrongBatchAccumulator(expected: accumulator, found: Bytes32())),
        .reverted(.inboxGoesBackwards(last: 1, found: 0)),
        .reverted(.inboxNotThatLong(messageCount: 2, found: 3)),
        .reverted(.olderEpoch(last: 3, found: 2)),
        .reverted(.batchTooLarge(limitBytes: 4_194_304, foundBytes: 4_194_305)),
      ])
    #expect(chain.contracts.batchInbox.entries == entries)
    let largest = chain.outcome { $0.post(Array(tooMuch.dropLast()), inboxUpTo: 2, epoch: 3) }
    #expect(largest == .posted(entryIndex: 1))
  }

  @Test func `takes one of two batches for the same place`() throws {
    var chain = try started()
    chain.post([5], inboxUpTo: 2, epoch: 3)
    chain.post([6], inboxUpTo: 2, epoch: 3)
    #expect(chain.mine() == [.posted(entryIndex: 1), .reverted(.wrongBatchIndex(expected: 2, found: 1))])
  }

  @Test func `waits for the bytes of a batch, and so does what its sender asks for afterwards`() throws {
    var chain = try started()
    chain.post([7], inboxUpTo: 1, epoch: 3)
    chain.sidecars.remove(SHA256.hash([7]))
    chain.deposit(1, from: sequencer)
    chain.deposit(1, from: bob)
    #expect(chain.mine() == [.deposited(messageIndex: 2)])
    #expect(chain.pending.count == 2)
    chain.sidecars.insert([7])
    #expect(chain.mine() == [.posted(entryIndex: 1), .deposited(messageIndex: 3)])
  }
}

@Suite struct `A claim` {
  private func started() throws -> L1Chain {
    var chain = try newChain()
    chain.post([1])
    _ = chain.mine()
    chain.post([2])
    _ = chain.mine()
    return chain
  }

  @Test func `names the claim it builds on and takes the bond`() throws {
    var chain = try started()
    #expect(chain.outcome { $0.claim(entry: 0) } == .claimed(claimIndex: 0))
    #expect(chain.outcome { $0.claim(entry: 1, parent: Link(0), bond: 150) } == .claimed(claimIndex: 1))
    #expect(chain.contracts.accounts[sequencer].atoms == 750)
    #expect(chain.contracts.accounts[sequencer].bondedAtoms == 250)
    #expect(chain.contracts.claims.all[1].parent == Link(0))
  }

  @Test func `reverts if the entry, the parent or the bond is not what it must be`() throws {
    var chain = try started()
    chain.claim(entry: 1)
    _ = chain.mine()
    let accumulators = chain.contracts.batchInbox.accumulators
    let outcomes: [L1Outcome?] = [
      chain.outcome { $0.claim(entry: 2) },
      chain.outcome { $0.claim(entry: 1) { $0.entryAccumulator = accumulators[1] } },
      chain.outcome { $0.claim(entry: .max) },
      chain.outcome { $0.claim(entry: 1, parent: Link(1)) },
      chain.outcome { $0.claim(entry: 1, parent: Link(0)) },
      chain.outcome { $0.claim(entry: 0, bond: 99) },
      chain.outcome { $0.claim(entry: 0, bond: 901) },
      chain.outcome { $0.claim(entry: 1) },
    ]
    #expect(
      outcomes == [
        .reverted(.notCanonical(entryIndex: 2, accumulator: Bytes32())),
        .reverted(.notCanonical(entryIndex: 1, accumulator: accumulators[1])),
        .reverted(.notCanonical(entryIndex: .max, accumulator: Bytes32())),
        .reverted(.noSuchParent(claimIndex: 1, claimCount: 1)),
        .reverted(.parentNotEarlier(parentEntryIndex: 1, found: 1)),
        .reverted(.bondTooSmall(minimumAtoms: 100, foundAtoms: 99)),
        .reverted(.insufficientBalance(neededAtoms: 901, availableAtoms: 900)),
        .reverted(.claimedBefore(claimIndex: 0)),
      ])
    #expect(chain.contracts.claims.all.count == 1)
  }
}
