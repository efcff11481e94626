import Cryptography
import Ledger
import MockL1
import SSZ
import TestSupport
import Testing
import Units

/// Knows what accounts are worth in one machine. A proof is the account's number.
private struct Ledgers: ExitAppraiser {
  let root: Bytes32
  var values: [AccountID: ExitValue] = [:]

  func value(
    of account: AccountID, in machineRoot: Bytes32, proof: [UInt8]
  ) throws(ExitProofFault) -> ExitValue {
    guard machineRoot == root else { throw .wrongRoot(expected: machineRoot, found: root) }
    guard proof == [UInt8(account.rawValue)] else { throw .undecodable }
    guard let value = values[account] else { throw .noSuchAccount }
    return value
  }
}

private let rules = BridgeRules(withdrawalDelayBlocks: 1, escapeDelayBlocks: 10, exitWindowBlocks: 5)

/// A claim can be challenged in the two blocks after its own.
private let disputes = smallRules {
  $0.clockMs = 36_000
  $0.extensionMs = 12_000
}

private let outbox = Outbox([
  Withdrawal(40, to: alice), Withdrawal(30, of: .collateral, to: bob), Withdrawal(25, to: bob),
])

/// A rollup with 450 atoms and 300 lots in the vault, whose two deposits are read and settled.
private struct Scene {
  var chain: L1Chain

  init(_ values: [UInt32: (recipient: Address, atoms: UInt64, lots: UInt64)]) throws {
    var ledgers = Ledgers(root: outbox.root)
    for (account, value) in values {
      ledgers.values[AccountID(account)] = ExitValue(
        recipient: value.recipient, atoms: value.atoms, lots: value.lots)
    }
    chain = try newChain(disputes: disputes, bridge: rules, appraiser: ledgers)
    chain.deposit(400, from: alice)
    chain.deposit(300, of: .collateral, from: alice)
    _ = chain.mine()
    chain.post([1], inboxUpTo: 2)
    _ = chain.mine()
    chain.claim(entry: 0) { $0.machineRoot = outbox.root }
    wait(until: 5)
    #expect(resolve(0) == .resolved(moveIndex: 0, .stands))  // 6
  }

  mutating func resolve(_ claimIndex: UInt64) -> L1Outcome? {
    carryOut(.resolve(ResolveCall(move: chain.contracts.claims.identity(of: claimIndex))))
  }

  /// The same, ended in block 13.
  static func ended(_ values: [UInt32: (recipient: Address, atoms: UInt64, lots: UInt64)] = [:]) throws -> Scene {
    var scene = try Scene(values)
    scene.wait(until: 12)
    #expect(scene.freeze() == .frozen)
    return scene
  }

  mutating func wait(until number: UInt64) { while chain.head.block.number < number { _ = chain.mine() } }

  mutating func carryOut(_ call: L1Call) -> L1Outcome? { chain.outcome { $0.submit(call, from: bob) } }

  mutating func freeze() -> L1Outcome? {
    carryOut(.freeze(FreezeCall(entryCount: chain.contracts.batchInbox.entryCount)))
  }

  mutating func exit(_ account: UInt32) throws -> L1Outcome? {
    carryOut(.exit(ExitCall(account: AccountID(account), proof: try ByteList([UInt8(account)]))))
  }

  mutating func collect(_ account: UInt32) -> L1Outcome? {
    carryOut(.collectExit(CollectExitCall(account: AccountID(account))))
  }

  mutating func refund(_ index: UInt32) -> L1Outcome? {
    carryOut(.refundDeposit(RefundDepositCall(messageIndex: index)))
  }

  mutating func prove(_ index: UInt32, against claimIndex: UInt64 = 0) throws -> L1Outcome? {
    carryOut(.proveWithdrawal(try outbox.proof(of: index, against: claimIndex)))
  }

  mutating func finalize(_ index: UInt32, against claimIndex: UInt64 = 0) -> L1Outcome? {
    carryOut(.finalizeWithdrawal(FinalizeWithdrawalCall(withdrawalIndex: index, claimIndex: claimIndex)))
  }

  func tokens(of address: Address) -> [UInt64] {
    [chain.contracts.accounts[address].atoms, chain.contracts.accounts[address].lots]
  }
}

@Suite struct `The end of the rollup` {
  @Test func `comes when its sequencer was silent for so long, and no sooner`() throws {
    var scene = try Scene([:])
    let early = (7...11).map { _ in scene.freeze() }
    #expect(early.last == .reverted(.notSilent(earliestBlock: 12, foundBlock: 11)))
    #expect(early.allSatisfy { $0 != .frozen })
    var late = scene
    late.chain.post([2], inboxUpTo: 2)
    _ = late.chain.mine()
    let unaware = late.carryOut(.freeze(FreezeCall(entryCount: 1)))
    #expect(unaware == .reverted(.entryAppended(entryCount: 2, found: 1)))
    #expect(late.freeze() == .reverted(.notSilent(earliestBlock: 22, foundBlock: 14)))
    #expect(scene.freeze() == .frozen)
    let freeze = try #require(scene.chain.contracts.escape.freeze)
    #expect(freeze.l1Number == 12 && freeze.claim == Link(0) && freeze.entryCount == 1 && freeze.messagesRead == 2)
  }

  @Test func `lets nothing in that the rollup would have to hear of`() throws {
    var scene = try Scene.ended()
    let before = scene.chain.contracts.inbox
    let outcomes: [L1Outcome?] = [
      scene.chain.outcome { $0.deposit(1, from: alice) },
      scene.chain.outcome { $0.post([3], inboxUpTo: 2) },
      scene.chain.outcome { $0.claim(entry: 0) },
      scene.freeze(),
    ]
    #expect(outcomes == Array(repeating: .reverted(.frozen), count: 4))
    #expect(scene.chain.contracts.inbox == before && scene.chain.contracts.accounts[alice].atoms == 600)
  }

  @Test func `is needed before anybody can leave`() throws {
    var scene = try Scene([4: (alice, 1, 0)])
    let outcomes = [try scene.exit(4), scene.collect(4), scene.refund(0)]
    #expect(outcomes == Array(repeating: .reverted(.notFrozen), count: 3))
  }
}

@Suite struct `An exit` {
  @Test func `pays all that an account was worth where the vault can, after the window, and once`() throws {
    var scene = try Scene.ended([4: (alice, 300, 200), 5: (bob, 150, 100)])
    let supply = (scene.chain.supply, scene.chain.collateral)
    #expect(try scene.exit(4) == .exitRegistered(AccountID(4)))
    #expect(try scene.exit(4) == .reverted(.alreadyExited(AccountID(4))))
    #expect(try scene.exit(5) == .exitRegistered(AccountID(5)))
    #expect(scene.collect(4) == .reverted(.exitWindowOpen(firstBlock: 18, foundBlock: 17)))
    #expect(scene.collect(4) == .exitPaid(AccountID(4)))
    #expect(scene.collect(4) == .reverted(.alreadyExited(AccountID(4))))
    #expect(try scene.exit(4) == .reverted(.alreadyExited(AccountID(4))))
    #expect(scene.collect(6) == .reverted(.notRegistered(AccountID(6))))
    #expect(scene.collect(5) == .exitPaid(AccountID(5)))
    #expect(scene.tokens(of: alice) == [900, 900] && scene.tokens(of: bob) == [1_150, 1_100])
    #expect(scene.chain.contracts.bridge.vaultAtoms == 0 && scene.chain.contracts.bridge.vaultLots == 0)
    #expect(supply == (scene.chain.supply, scene.chain.collateral))
  }

  @Test func `is scaled by one ratio where the vault cannot pay all, whoever comes first`() throws {
    for order in [[4, 5, 6], [6, 5, 4], [5, 6, 4]] as [[UInt32]] {
      var scene = try Scene.ended([4: (alice, 400, 0), 5: (bob, 500, 200), 6: (address(7), 101, 1)])
      for account in order { #expect(try scene.exit(account) == .exitRegistered(AccountID(account))) }
      scene.wait(until: 20)
      for account in order.reversed() { #expect(scene.collect(account) == .exitPaid(AccountID(account))) }
      // 450 of 1,001 atoms: 179.8, 224.8, 45.4; all lots.
      #expect(scene.tokens(of: alice) == [600 + 179, 700])
      #expect(scene.tokens(of: bob) == [1_000 + 224, 1_200])
      #expect(scene.tokens(of: address(7)) == [45, 1])
      #expect(scene.chain.contracts.bridge.vaultAtoms == 2)
    }
  }

  @Test func `is refused without proof, of nothing, and of the exchange itself`() throws {
    var scene = try Scene.ended([1: (.zero, 100, 0), 4: (alice, 0, 0), 5: (bob, 5, 0)])
    let outcomes: [L1Outcome?] = [
      try scene.exit(1), try scene.exit(4), try scene.exit(9),
      scene.carryOut(.exit(ExitCall(account: AccountID(5), proof: ByteList()))),
    ]
    #expect(
      outcomes == [
        .reverted(.zeroBeneficiary), .reverted(.nothingToExit(AccountID(4))),
        .reverted(.wrongExitProof(.noSuchAccount)), .reverted(.wrongExitProof(.undecodable)),
      ])
    #expect(scene.chain.contracts.escape.registered == AssetAmounts())
  }

  @Test func `too late for the window takes what nobody else is owed`() throws {
    var scene = try Scene.ended([4: (alice, 300, 0), 5: (bob, 200, 0), 6: (address(7), 9, 0)])
    #expect(try scene.exit(4) == .exitRegistered(AccountID(4)))
    scene.wait(until: 20)
    #expect(try scene.exit(5) == .exitPaid(AccountID(5)))
    #expect(scene.tokens(of: bob) == [1_150, 1_000], "150 of 200 are left")
    #expect(try scene.exit(6) == .reverted(.nothingToExit(AccountID(6))))
    #expect(scene.collect(4) == .exitPaid(AccountID(4)))
    #expect(scene.tokens(of: alice) == [900, 700] && scene.chain.contracts.bridge.vaultAtoms == 0)
  }

  @Test func `needs a claim that was settled before the end`() throws {
    var chain = try newChain(disputes: disputes, bridge: rules, appraiser: Ledgers(root: outbox.root))
    chain.deposit(7, from: alice)
    for _ in 0..<10 { _ = chain.mine() }
    var scene = try Scene([:])
    scene.chain = chain
    #expect(scene.freeze() == .frozen)
    #expect(try scene.exit(4) == .reverted(.nothingSettled))
    #expect(scene.refund(0) == .depositRefunded(messageIndex: 0))
    #expect(scene.tokens(of: alice) == [1_000, 1_000])
  }

  @Test func `that a reorg takes back has not been, nor has the end`() throws {
    var scene = try Scene.ended([4: (alice, 300, 200)])
    _ = try scene.exit(4)
    scene.wait(until: 20)
    #expect(scene.collect(4) == .exitPaid(AccountID(4)))
    let (hash, tokens) = (scene.chain.head.hash, scene.tokens(of: alice))
    let depth = scene.chain.blocks.count - 12
    let blocks = scene.chain.blocks.suffix(depth).map(\.block)
    _ = scene.chain.reorg(depth: depth)
    let escape = scene.chain.contracts.escape
    #expect(escape.freeze == nil && escape.dividend == nil && escape.registered == AssetAmounts())
    #expect(escape.exit(of: AccountID(4)) == ExitRecord() && scene.tokens(of: alice) == [600, 700])
    for block in blocks {
      for transaction in block.transactions.elements {
        scene.chain.submit(transaction.call, from: transaction.sender)
      }
      _ = scene.chain.mine()
    }
    #expect(scene.chain.head.hash == hash && scene.tokens(of: alice) == tokens)
  }
}

@Suite struct `What is owed at the end` {
  @Test func `are deposits that were not read, which go back to those they were for, once`() throws {
    var scene = try Scene([:])
    scene.chain.deposit(60, from: bob, to: address(7))
    scene.chain.deposit(5, of: .collateral, from: bob)
    scene.wait(until: 12)
    #expect(scene.freeze() == .frozen)
    let outcomes = [
      scene.refund(1), scene.refund(2), scene.refund(2), scene.refund(3), scene.refund(4), scene.refund(.max),
    ]
    #expect(
      outcomes == [
        .reverted(.depositWasRead(messageIndex: 1, read: 2)), .depositRefunded(messageIndex: 2),
        .reverted(.alreadyRefunded(messageIndex: 2)), .depositRefunded(messageIndex: 3),
        .reverted(.noSuchMessage(messageIndex: 4, messageCount: 4)),
        .reverted(.noSuchMessage(messageIndex: 0xffff_ffff, messageCount: 4)),
      ])
    #expect(scene.tokens(of: address(7)) == [60, 0] && scene.tokens(of: bob) == [940, 1_000])
    #expect(scene.chain.contracts.escape.unrefunded == AssetAmounts())
  }

  @Test func `comes before exits: the vault keeps it when it is shared`() throws {
    var scene = try Scene([4: (alice, 1_000, 0)])
    scene.chain.deposit(60, from: bob, to: address(7))
    scene.wait(until: 12)
    _ = scene.freeze()
    #expect(try scene.exit(4) == .exitRegistered(AccountID(4)))
    #expect(try scene.prove(0) == .withdrawalProven(index: 0))
    scene.wait(until: 20)
    #expect(scene.collect(4) == .exitPaid(AccountID(4)))
    // 510 in the vault, of which 60 and 40 are owed.
    #expect(scene.tokens(of: alice) == [600 + 410, 700])
    #expect(scene.finalize(0) == .withdrawalPaid(index: 0))
    #expect(scene.refund(2) == .depositRefunded(messageIndex: 2))
    #expect(scene.tokens(of: alice)[0] == 1_050 && scene.tokens(of: address(7))[0] == 60)
    #expect(scene.chain.contracts.bridge.vaultAtoms == 0)
    #expect(try scene.prove(2) == .withdrawalProven(index: 2))
    _ = scene.chain.mine()
    #expect(scene.finalize(2) == .reverted(.vaultTooSmall(asset: .quote, needed: 25, available: 0)))
  }

  @Test func `is nothing that was posted after the last settled claim`() throws {
    var scene = try Scene([:])
    scene.chain.post([2], inboxUpTo: 2)  // 7
    scene.wait(until: 15)
    scene.chain.claim(entry: 1, parent: Link(0)) { $0.machineRoot = outbox.root }
    _ = scene.chain.mine()
    #expect(try scene.prove(0, against: 1) == .withdrawalProven(index: 0))
    #expect(scene.freeze() == .frozen)
    #expect(scene.resolve(1) == .resolved(moveIndex: 1, .stands))
    #expect(try scene.prove(1, against: 1) == .reverted(.afterTheEnd(claimIndex: 1)))
    #expect(scene.finalize(0, against: 1) == .reverted(.afterTheEnd(claimIndex: 1)))
    #expect(try scene.prove(0) == .withdrawalProven(index: 0))
    _ = scene.chain.mine()
    #expect(scene.finalize(0) == .withdrawalPaid(index: 0))
  }
}

@Suite struct `Any end of the rollup` {
  /// Everybody does whatever he likes, again and again.
  @Test(arguments: Seeds.all)
  func `pays nobody more than he is owed, and all together no more than the vault has`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var values: [UInt32: (recipient: Address, atoms: UInt64, lots: UInt64)] = [:]
    for account: UInt32 in 4..<12 {
      values[account] = (
        address(UInt8(account) + 10), .random(in: 0..<200, using: &random), .random(in: 0..<120, using: &random)
      )
    }
    var scene = try Scene(values)
    scene.chain.deposit(70, from: bob, to: address(60))
    scene.wait(until: 12)
    _ = scene.freeze()
    for _ in 0..<250 {
      let account = UInt32.random(in: 3..<13, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0...1: _ = try scene.exit(account)
      case 2...4: _ = scene.collect(account)
      case 5: _ = try scene.prove(account % 3)
      case 6: _ = scene.finalize(account % 3)
      default: _ = scene.refund(account % 4)
      }
      if random.oneIn(40) { _ = scene.chain.reorg(depth: .random(in: 1...4, using: &random)) }
      if scene.chain.contracts.escape.freeze == nil { _ = scene.freeze() }
      #expect(scene.chain.supply == 3_050 && scene.chain.collateral == 3_000, "seed \(seed)")
    }
    for (account, value) in values {
      let paid = scene.tokens(of: value.recipient)
      #expect(paid[0] <= value.atoms && paid[1] <= value.lots, "seed \(seed)")
      let isRegistered = scene.chain.contracts.escape.exit(of: AccountID(account)).stage == .paid
      #expect(isRegistered || paid == [0, 0], "seed \(seed)")
    }
    #expect([0, 70].contains(scene.tokens(of: address(60))[0]), "seed \(seed)")
  }
}
