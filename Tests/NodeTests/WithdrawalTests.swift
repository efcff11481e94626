import Cryptography
import Ledger
import Merkle
import MockL1
import Node
import SSZ
import Sequencing
import Settlement
import Testing
import Units

@Suite struct `A withdrawal through the node` {
  private let owner = DevelopmentKeys.all[0]

  private func makeBlocks(_ engine: Engine, _ count: Int) throws {
    for _ in 0..<count { _ = try engine.seal(at: engine.state.clock.timestampMs + 250, reports: []) }
    try engine.flush()
  }

  /// An engine in whose outbox are `amounts`, of one owner, in blocks of their own.
  private func engine(withdrawing amounts: [UInt64]) throws -> Engine {
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    let engine = try Engine.open(genesis, policy: Engine.Policy(batchIntervalMs: 1_000), store: NodeStore())
    engine.deposit(1_000, from: DevnetKeys.faucet.address, to: owner.address)
    try engine.mineL1()
    try makeBlocks(engine, 3)
    for (place, amount) in amounts.enumerated() {
      var action = Withdraw()
      action.amount = amount
      let transaction = Transaction(owner: OwnerID(4), nonce: UInt64(place) + 1, action: .withdraw(action))
      let signed = engine.domain.sign(transaction, with: owner.privateKey)
      #expect(engine.admit(try PooledItem(signed.encoded(), domain: engine.domain)) == .waiting(position: 0))
      try makeBlocks(engine, 2)
    }
    #expect(engine.state.withdrawals.count == UInt64(amounts.count))
    return engine
  }

  /// Lets the time pass in which claims can be challenged, and blocks in which each has its verdict.
  private func settleClaims(_ engine: Engine) throws {
    let clockMs = engine.l1.genesis.disputes.clockMs
    _ = try engine.seal(at: engine.state.clock.timestampMs + clockMs + 10_000, reports: [])
    for _ in 0..<80 { try engine.mineL1() }
  }

  @Test func `is proven from the claimed machine and paid, and the vault holds what is owed`() throws {
    let engine = try engine(withdrawing: [100, 20, 3])
    #expect(throws: Engine.WithdrawalRefusal.noSuchWithdrawal(index: 3, count: 3)) { try engine.proveWithdrawal(3) }
    #expect(throws: Engine.WithdrawalRefusal.notProven(index: 0)) { try engine.finalizeWithdrawal(0) }
    let newest = Engine.WithdrawalRefusal.notClaimed(block: 8, claimed: engine.heads.claimed)
    #expect(throws: newest) { try engine.proveWithdrawal(2) }
    try makeBlocks(engine, 40)
    for index: UInt32 in [2, 0, 1] {
      #expect(try engine.proveWithdrawal(index) == .withdrawalProven(index: index))
    }
    let early = try engine.finalizeWithdrawal(1)
    guard case .reverted = early else { Issue.record("paid before its time: \(String(describing: early))"); return }
    let before = engine.l1.contracts.accounts[owner.address].atoms
    try settleClaims(engine)
    for index: UInt32 in 0..<3 { #expect(try engine.finalizeWithdrawal(index) == .withdrawalPaid(index: index)) }
    #expect(engine.l1.contracts.accounts[owner.address].atoms == before + 123)
    let audit = VaultAudit(engine.state, engine.l1.contracts)
    #expect(audit.isExact, "\(audit)")
    #expect(try engine.finalizeWithdrawal(1) == .reverted(.alreadyPaid(withdrawalIndex: 1)))
  }

  @Test func `that a reorg took back is proven and paid again`() throws {
    let engine = try engine(withdrawing: [100])
    try makeBlocks(engine, 60)
    #expect(try engine.proveWithdrawal(0) == .withdrawalProven(index: 0))
    _ = try engine.reorgL1(depth: 1)
    #expect(engine.l1.contracts.withdrawals.proven.count == 1, "it was sent again")
    try settleClaims(engine)
    #expect(try engine.finalizeWithdrawal(0) == .withdrawalPaid(index: 0))
    _ = try engine.reorgL1(depth: 1)
    #expect(engine.l1.contracts.withdrawals.isPaid(0))
    #expect(VaultAudit(engine.state, engine.l1.contracts).isExact)
  }
}
