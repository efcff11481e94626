import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import TestSupport
import Testing
import Units

private let rules = BridgeRules(withdrawalDelayBlocks: 3)

/// A claim can be challenged in the four blocks after its own.
private let disputes = smallRules {
  $0.clockMs = 60_000
  $0.extensionMs = 12_000
}

extension L1Chain {
  /// Submits a proof, after `change`.
  fileprivate mutating func prove(_ call: ProveWithdrawalCall, _ change: (inout ProveWithdrawalCall) -> Void = { _ in })
  {
    var call = call
    change(&call)
    submit(.proveWithdrawal(call), from: bob)
  }

  fileprivate mutating func finalize(_ index: UInt32, against claimIndex: UInt64 = 0) {
    submit(.finalizeWithdrawal(FinalizeWithdrawalCall(withdrawalIndex: index, claimIndex: claimIndex)), from: bob)
  }

  /// Submits a request for the verdict on a claim.
  fileprivate mutating func resolve(_ claimIndex: UInt64 = 0) {
    submit(.resolve(ResolveCall(move: contracts.claims.identity(of: claimIndex))), from: bob)
  }

  fileprivate mutating func mine(empty count: Int) { for _ in 0..<count { _ = mine() } }

  /// Deposits so much that the vault can pay, and a claim of each root on one entry, in block 2.
  fileprivate static func claiming(_ roots: [Bytes32]) throws -> L1Chain {
    var chain = try newChain(disputes: disputes, bridge: rules)
    chain.deposit(400, from: alice)
    chain.deposit(300, of: .collateral, from: alice)
    chain.post([1])
    _ = chain.mine()
    for root in roots { chain.claim(entry: 0) { $0.machineRoot = root } }
    _ = chain.mine()
    return chain
  }
}

@Suite struct `A withdrawal` {
  private let outbox = Outbox([
    Withdrawal(100, to: alice), Withdrawal(30, of: .collateral, to: alice), Withdrawal(250, to: address(7)),
  ])

  @Test func `lies in the machine where the numbers of its containers say`() {
    for index: UInt32 in [0, 1, 4_711, .max] {
      let position = ProveWithdrawalCall.position(of: index)
      // execution 3, state 3 × 4 + 2 = 14, withdrawals 14 × 32 + 20 = 468, elements 936, each 32 levels lower
      #expect(position.rawValue == 936 << 32 + UInt64(index))
      #expect(position.depth == 41)
    }
  }

  @Test func `is paid once its claim is settled and the delay has passed, and only once`() throws {
    var chain = try L1Chain.claiming([outbox.root])
    let supply = (chain.supply, chain.collateral)
    #expect(try chain.outcome { $0.prove(try outbox.proof(of: 0)) } == .withdrawalProven(index: 0))  // 3
    let early = (0..<3).map { _ in chain.outcome { $0.finalize(0) } }  // 4 to 6
    #expect(
      early == [
        .reverted(.withdrawalTooEarly(earliestBlock: 6, foundBlock: 4)),
        .reverted(.withdrawalTooEarly(earliestBlock: 6, foundBlock: 5)),
        .reverted(.claimNotSettled(claimIndex: 0)),
      ])
    chain.resolve()
    for _ in 0..<2 { chain.finalize(0) }
    #expect(chain.mine().suffix(2) == [.withdrawalPaid(index: 0), .reverted(.alreadyPaid(withdrawalIndex: 0))])
    #expect(chain.contracts.accounts[alice].atoms == 700 && chain.contracts.bridge.vaultAtoms == 350)
    #expect(try chain.outcome { $0.prove(try outbox.proof(of: 0)) } == .reverted(.alreadyPaid(withdrawalIndex: 0)))

    #expect(try chain.outcome { $0.prove(try outbox.proof(of: 1)) } == .withdrawalProven(index: 1))
    chain.mine(empty: 2)
    #expect(chain.outcome { $0.finalize(1) } == .withdrawalPaid(index: 1))
    #expect(chain.contracts.accounts[alice].lots == 730 && chain.contracts.bridge.vaultLots == 270)
    #expect(chain.contracts.bridge.vaultAtoms == 350)
    #expect(supply == (chain.supply, chain.collateral))
    #expect((0..<4).map { chain.contracts.withdrawals.isPaid($0) } == [true, true, false, false])
  }

  @Test func `is not believed without the branch of exactly this entry under exactly this claim`() throws {
    let other = Outbox([Withdrawal(101, to: alice)])
    var chain = try L1Chain.claiming([outbox.root, other.root])
    let proof = try outbox.proof(of: 0)
    func refused(_ change: (inout ProveWithdrawalCall) -> Void) -> ProofError? {
      guard case .reverted(.wrongProof(let error)) = chain.outcome(of: { $0.prove(proof, change) }) else { return nil }
      return error
    }
    let lies: [(inout ProveWithdrawalCall) -> Void] = [
      { $0.withdrawal.amount = 101 }, { $0.withdrawal.recipient = bob }, { $0.withdrawal.asset = .collateral },
      { $0.withdrawal.owner = OwnerID(9) }, { $0.withdrawal.blockNumber = 1 }, { $0.withdrawalIndex = 1 },
      { $0.withdrawalIndex = .max }, { $0.claimIndex = 1 },
    ]
    for (number, lie) in lies.enumerated() {
      guard case .rootMismatch = refused(lie) else { Issue.record("lie \(number) was believed"); continue }
    }
    for level in 0..<41 {
      var siblings = proof.branch.elements
      siblings[level] = SHA256.hash(siblings[level], siblings[level])
      let changed = try BoundedList<Bytes32, 64>(siblings)
      #expect(refused { $0.branch = changed } != nil, "level \(level)")
    }
    let (short, long) = (Array(proof.branch.elements.dropLast()), proof.branch.elements + [Bytes32()])
    let (fewer, more) = (try BoundedList<Bytes32, 64>(short), try BoundedList<Bytes32, 64>(long))
    #expect(refused { $0.branch = fewer } == .branchLength(expected: 41, found: 40))
    #expect(refused { $0.branch = more } == .branchLength(expected: 41, found: 42))
    #expect(try chain.outcome { $0.prove(try outbox.proof(of: 3)) } != .withdrawalProven(index: 3))
    let unknown = chain.outcome { $0.prove(proof) { $0.claimIndex = 2 } }
    #expect(unknown == .reverted(.noSuchClaim(claimIndex: 2, claimCount: 2)))
    #expect(chain.contracts.withdrawals.proven.isEmpty)
    #expect(chain.outcome { $0.prove(proof) } == .withdrawalProven(index: 0))
  }

  @Test func `can be proven against several claims, each for itself, and is paid by one of them`() throws {
    let wrong = Outbox([Withdrawal(400, to: bob)])
    var chain = try L1Chain.claiming([wrong.root, outbox.root])
    chain.prove(try wrong.proof(of: 0))
    chain.prove(try outbox.proof(of: 0, against: 1))
    chain.prove(try outbox.proof(of: 0, against: 1))
    #expect(
      chain.mine() == [
        .withdrawalProven(index: 0), .withdrawalProven(index: 0),
        .reverted(.alreadyProven(withdrawalIndex: 0, claimIndex: 1)),
      ])
    chain.mine(empty: 4)
    chain.resolve(1)
    chain.finalize(0, against: 0)
    chain.finalize(0, against: 1)
    chain.finalize(0, against: 0)
    chain.finalize(1, against: 0)
    chain.prove(try outbox.proof(of: 1))
    #expect(
      chain.mine().dropFirst() == [
        .reverted(.claimLost(claimIndex: 0)), .withdrawalPaid(index: 0), .reverted(.alreadyPaid(withdrawalIndex: 0)),
        .reverted(.notProven(withdrawalIndex: 1, claimIndex: 0)), .reverted(.claimLost(claimIndex: 0)),
      ])
    #expect(chain.contracts.accounts[alice].atoms == 700 && chain.contracts.accounts[bob].atoms == 1_000)
  }

  @Test func `that the vault cannot pay stays proven until it can`() throws {
    let large = Outbox([Withdrawal(451, to: bob), Withdrawal(301, of: .collateral, to: bob)])
    var chain = try L1Chain.claiming([large.root])
    for index: UInt32 in 0...1 { chain.prove(try large.proof(of: index)) }
    chain.mine(empty: 5)
    chain.resolve()
    for index: UInt32 in 0...1 { chain.finalize(index) }
    #expect(
      chain.mine().dropFirst() == [
        .reverted(.vaultTooSmall(asset: .quote, needed: 451, available: 450)),
        .reverted(.vaultTooSmall(asset: .collateral, needed: 301, available: 300)),
      ])
    for asset in Asset.allCases { chain.deposit(1, of: asset, from: alice) }
    for index: UInt32 in 0...1 { chain.finalize(index) }
    #expect(chain.mine().suffix(2) == [.withdrawalPaid(index: 0), .withdrawalPaid(index: 1)])
    #expect(chain.contracts.bridge.vaultAtoms == 0 && chain.contracts.bridge.vaultLots == 0)
  }

  @Test func `that a reorg takes back is unpaid and unproven, and the same transactions pay it again`() throws {
    var chain = try L1Chain.claiming([outbox.root])
    chain.prove(try outbox.proof(of: 2))
    chain.mine(empty: 5)
    chain.resolve()
    chain.finalize(2)
    #expect(chain.mine().last == .withdrawalPaid(index: 2))
    let paid = chain.head.hash
    let payment = chain.reorg(depth: 1)
    #expect(!chain.contracts.withdrawals.isPaid(2) && chain.contracts.bridge.vaultAtoms == 450)
    #expect(chain.contracts.withdrawals.proof(of: 2, against: 0) != nil)
    let proof = chain.reorg(depth: 5)
    #expect(chain.contracts.withdrawals.proof(of: 2, against: 0) == nil)
    for transaction in proof { chain.submit(transaction.call, from: transaction.sender) }
    chain.mine(empty: 5)
    for transaction in payment { chain.submit(transaction.call, from: transaction.sender) }
    #expect(chain.mine().last == .withdrawalPaid(index: 2))
    #expect(chain.head.hash == paid && chain.contracts.accounts[address(7)].atoms == 250)
  }

  @Test func `says the same on the wire and when it is read`() throws {
    let calls: [L1Call] = [
      .proveWithdrawal(try outbox.proof(of: 1, against: 3)),
      .finalizeWithdrawal(FinalizeWithdrawalCall(withdrawalIndex: 1, claimIndex: 3)),
    ]
    for (call, selector) in zip(calls, [6, 7] as [UInt8]) {
      #expect(call.encoded().first == selector)
      #expect(try L1Call.decoded(call.encoded()) == call)
    }
  }
}

@Suite struct `The vault` {
  /// Deposits, proofs and payments at random, and reorgs that take them back with or without the transactions.
  @Test func `holds what was deposited and not paid out, exactly, whatever was taken back`() throws {
    let paidCount = try Seeds.all.reduce(0) { $0 + (try countPaid(inChainOf: $1)) }
    #expect(paidCount > 10)
  }

  /// How many withdrawals a random chain has paid in the end, after looking at its vault all the way.
  private func countPaid(inChainOf seed: UInt64) throws -> Int {
    var random = SplitMix64(seed: seed)
    let outbox = Outbox(
      (0..<40).map { number in
        Withdrawal(
          .random(in: 1...60, using: &random), of: number.isMultiple(of: 3) ? .collateral : .quote,
          to: address(UInt8(number % 5 + 1)))
      })
    var chain = try newChain(disputes: disputes, bridge: rules)
    chain.post([1])
    _ = chain.mine()
    for _ in 0..<120 {
      try act(on: &chain, outbox, &random)
      _ = chain.mine()
      if random.oneIn(6) {
        let forgotten = chain.reorg(depth: .random(in: 1...6, using: &random))
        if random.oneIn(2) { for transaction in forgotten { chain.submit(transaction.call, from: transaction.sender) } }
      }
      try expectExactVault(of: chain, outbox, "seed \(seed)")
    }
    return paid(on: chain).count
  }

  private func act(on chain: inout L1Chain, _ outbox: Outbox, _ random: inout SplitMix64) throws {
    if chain.contracts.batchInbox.entries.isEmpty { chain.post([1]) }
    chain.deposit(
      .random(in: 0..<20, using: &random), of: random.oneIn(3) ? .collateral : .quote,
      from: random.oneIn(2) ? alice : bob)
    if random.oneIn(10) { chain.claim(entry: 0, bond: 100) { $0.machineRoot = outbox.root } }
    if !chain.contracts.claims.all.isEmpty { chain.resolve() }
    let claimIndex = UInt64.random(in: 0...1, using: &random)
    chain.prove(try outbox.proof(of: .random(in: 0..<40, using: &random), against: claimIndex))
    for proven in chain.contracts.withdrawals.proven where random.oneIn(4) {
      chain.finalize(proven.withdrawalIndex, against: proven.claimIndex)
    }
  }

  private func paid(on chain: L1Chain) -> [UInt32] {
    chain.blocks.flatMap(\.outcomes).compactMap {
      guard case .withdrawalPaid(let index) = $0 else { return nil }
      return index
    }
  }

  private func expectExactVault(of chain: L1Chain, _ outbox: Outbox, _ comment: Comment) throws {
    let (deposits, paid) = (try chain.deposits(), paid(on: chain))
    #expect(Set(paid).count == paid.count, comment)
    #expect((0..<40).filter { chain.contracts.withdrawals.isPaid($0) } == paid.sorted(), comment)
    for (asset, beginning) in [(Asset.quote, 50), (.collateral, 0)] as [(Asset, UInt64)] {
      let taken = deposits.filter { $0.asset == asset }.reduce(0) { $0 + $1.amount }
      let given = paid.map { outbox.withdrawals[Int($0)] }.filter { $0.asset == asset }.reduce(0) { $0 + $1.amount }
      #expect(chain.contracts.bridge.holds(asset) == beginning + taken - given, comment)
    }
    #expect(chain.supply == 3_050 && chain.collateral == 3_000, comment)
  }
}
