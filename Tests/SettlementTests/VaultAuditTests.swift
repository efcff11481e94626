import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing
import Units

@Suite struct `The vault and the exchange` {
  /// Deposits, withdrawals and payments at random, while the exchange reads what it likes of the inbox.
  @Test(arguments: Seeds.all)
  func `agree to the atom at every block`(seed: UInt64) throws {
    var rollup = try TestRollup(seed: seed)
    var nonce: UInt64 = 0
    var paid = 0
    for user in 0..<4 { rollup.deposit(1_000, by: user) }
    rollup.mine()
    for _ in 0..<36 {
      if rollup.random.oneIn(3) { rollup.deposit(7, by: .random(in: 0..<4, using: &rollup.random)) }
      let (read, available) = (rollup.execution.state.inbox.read, rollup.chain.contracts.inbox.messageCount)
      var inputs = try rollup.emptyInputs(inboxUpTo: .random(in: read...available, using: &rollup.random))
      nonce += 1
      inputs.items = try BoundedList([try withdrawal(&rollup, nonce)])
      rollup.seal(inputs)
      if rollup.random.oneIn(2) { paid += try payOne(&rollup) }
      rollup.mine()
      let audit = VaultAudit(rollup.execution.state, rollup.chain.contracts)
      #expect(audit.isExact, "seed \(seed): \(audit)")
    }
    #expect(paid > 3 && rollup.execution.state.withdrawals.count > 8, "seed \(seed)")
    #expect(rollup.chain.contracts.bridge.vaultAtoms > 1_000_000, "seed \(seed)")
  }

  @Test func `disagree as soon as one of them loses an atom`() throws {
    var rollup = try TestRollup()
    rollup.deposit(1_000, by: 0)
    rollup.mine()
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 1))
    #expect(VaultAudit(rollup.execution.state, rollup.chain.contracts).isExact)
    rollup.execution.state.totals.deposited = rollup.execution.state.totals.deposited.adding(Notional(atoms: 1))
    let audit = VaultAudit(rollup.execution.state, rollup.chain.contracts)
    #expect(!audit.isExact && audit.owed.atoms == audit.held.atoms + 1)
  }

  private func withdrawal(_ rollup: inout TestRollup, _ nonce: UInt64) throws -> ByteList<16_384> {
    let user = Int.random(in: 0..<4, using: &rollup.random)
    var action = Withdraw()
    action.amount = .random(in: 0..<40, using: &rollup.random)
    let transaction = Transaction(owner: OwnerID(UInt32(4 + user)), nonce: nonce, action: .withdraw(action))
    return try ByteList(rollup.execution.domain.sign(transaction, with: TestRollup.key(user)).encoded())
  }

  /// Has an entry of the outbox paid, under a claim that holds nothing else.
  private func payOne(_ rollup: inout TestRollup) throws -> Int {
    let known = rollup.execution.state.withdrawals.known
    let unpaid = known.filter { !rollup.chain.contracts.withdrawals.isPaid(UInt32($0.index)) }
    guard let (index, withdrawal) = unpaid.randomElement(using: &rollup.random) else { return 0 }
    let position = ProveWithdrawalCall.position(of: UInt32(index))
    let branch = MerkleBranch(index: position, siblings: Array(repeating: Bytes32(), count: position.depth))
    let claim = try claimed(try branch.root(of: withdrawal.hashTreeRoot()), on: &rollup)
    let sender = TestRollup.sequencer
    rollup.chain.submit(
      .proveWithdrawal(
        ProveWithdrawalCall(
          claimIndex: claim, withdrawalIndex: UInt32(index), withdrawal, branch: try BoundedList(branch.siblings))),
      from: sender)
    rollup.mine()
    let clockMs = rollup.chain.genesis.disputes.clockMs
    rollup.chain.mine(at: rollup.chain.head.block.timestampMs + clockMs)
    rollup.chain.submit(.resolve(ResolveCall(move: rollup.chain.contracts.claims.identity(of: claim))), from: sender)
    rollup.chain.submit(
      .finalizeWithdrawal(FinalizeWithdrawalCall(withdrawalIndex: UInt32(index), claimIndex: claim)), from: sender)
    #expect(rollup.mine().outcomes.last == .withdrawalPaid(index: UInt32(index)))
    return 1
  }
  /// Claims `machineRoot` after an entry of its own, and returns the claim's index.
  private func claimed(_ machineRoot: Bytes32, on rollup: inout TestRollup) throws -> UInt64 {
    rollup.post([0], inboxUpTo: rollup.chain.contracts.inbox.messageCount)  // Leaves out nothing that is overdue.
    rollup.mine()
    let (claims, batches) = (rollup.chain.contracts.claims, rollup.chain.contracts.batchInbox)
    let parent = claims.lastSettled
    rollup.chain.submit(
      .claim(
        ClaimCall(
          parent: parent, parentIdentity: parent.index.map { claims.identity(of: $0) } ?? Bytes32(),
          entryIndex: batches.entryCount - 1, entryAccumulator: batches.accumulator, machineRoot: machineRoot,
          bondAtoms: 100)), from: TestRollup.sequencer)
    return UInt64(claims.all.count)
  }
}
