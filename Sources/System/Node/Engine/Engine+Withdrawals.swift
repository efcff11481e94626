import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage

extension Engine {
  public enum WithdrawalRefusal: Error, Equatable, Sendable {
    case noSuchWithdrawal(index: UInt32, count: UInt64)
    /// No root of a machine that has the withdrawal is claimed yet.
    case notClaimed(block: UInt64, claimed: UInt64)
    case notProven(index: UInt32)
  }

  /// Entry `index` of the outbox.
  public func withdrawal(_ index: UInt32) throws(WithdrawalRefusal) -> Withdrawal {
    guard UInt64(index) < state.withdrawals.count else {
      throw .noSuchWithdrawal(index: index, count: state.withdrawals.count)
    }
    return state.known { (state) throws(StateAccessError) in try state.withdrawals.read(UInt64(index)) }
  }

  /// Sends the L1 a proof of entry `index`, against the sequencer's first claim after the block of the withdrawal.
  ///
  /// - Returns: what came of it; nil while the L1 is congested.
  public func proveWithdrawal(_ index: UInt32) throws -> L1Outcome? {
    let call = try withdrawalProof(index)
    return try carryOut(.proveWithdrawal(call), from: call.withdrawal.recipient)
  }

  /// Asks the bridge to pay entry `index`, which was proven: first by the proof that is oldest.
  ///
  /// - Returns: as `proveWithdrawal`.
  public func finalizeWithdrawal(_ index: UInt32) throws -> L1Outcome? {
    let withdrawal = try withdrawal(index)
    let contracts = l1.contracts
    let proofs = contracts.withdrawals.proven.filter { $0.withdrawalIndex == index }
    let settled = proofs.first { contracts.claims.status(of: $0.claimIndex) == .settled }
    guard let proof = settled ?? proofs.last else { throw WithdrawalRefusal.notProven(index: index) }
    let call = FinalizeWithdrawalCall(withdrawalIndex: index, claimIndex: proof.claimIndex)
    return try carryOut(.finalizeWithdrawal(call), from: withdrawal.recipient)
  }

  /// The proof of entry `index` of the outbox.
  public func withdrawalProof(_ index: UInt32) throws -> ProveWithdrawalCall {
    let withdrawal = try withdrawal(index)
    let claims = l1.contracts.claims
    let found = claims.all.indices.first {
      let (claim, status) = (claims.all[$0], claims.status(of: UInt64($0)))
      return claim.claimant == proposer.claimant && status != .defeated && status != .superseded
        && entryEnds[Int(claim.entryIndex)] >= withdrawal.blockNumber
    }
    guard let found else {
      throw WithdrawalRefusal.notClaimed(block: withdrawal.blockNumber, claimed: heads.claimed)
    }
    let branch = try branch(to: index, after: claims.all[found].entryIndex)
    return ProveWithdrawalCall(
      claimIndex: UInt64(found), withdrawalIndex: index, withdrawal, branch: try BoundedList(branch))
  }

  /// What stands beside the path to entry `index` of the outbox in the machine after an entry of the L1.
  private func branch(to index: UInt32, after entryIndex: UInt64) throws -> [Bytes32] {
    let machine = try machine(afterEntry: entryIndex)
    var execution = machine.execution
    return try execution.branch(to: State.position(ofWithdrawal: index)).siblings
      + [machine.derivation.hashTreeRoot()]
  }
}
