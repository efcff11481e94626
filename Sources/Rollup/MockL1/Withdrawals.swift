import Cryptography
import Ledger
import Merkle
import SSZ

/// A withdrawal whose place in the outbox of a claimed machine has been shown.
public struct ProvenWithdrawal: Equatable, Sendable {
  public let withdrawalIndex: UInt32
  public let claimIndex: UInt64
  public let withdrawal: Withdrawal
  /// The block of the proof, from which the delay counts.
  public let l1Number: UInt64
}

/// What was proven of the outbox, and what of it was paid.
///
/// A withdrawal may be proven against any number of claims, each time for itself. So nobody can spoil another's proof:
/// one against a claim that is defeated later does not stand in the way of one against the true claim.
public struct Withdrawals: Sendable {
  public private(set) var proven: [ProvenWithdrawal] = []
  /// Where in `proven` the one of a key stands. After a reorg that may be another's place: an entry counts only if the
  /// element says the same.
  private var directory: [Key: Int] = [:]
  /// Places of the outbox that were paid.
  private var paid = Bitmap()

  private struct Key: Hashable {
    let withdrawalIndex: UInt32
    let claimIndex: UInt64
  }

  init() {}

  /// The proof of a withdrawal against a claim; nil if there is none.
  public func proof(of withdrawalIndex: UInt32, against claimIndex: UInt64) -> ProvenWithdrawal? {
    let key = Key(withdrawalIndex: withdrawalIndex, claimIndex: claimIndex)
    guard let place = directory[key], place < proven.count else { return nil }
    let found = proven[place]
    return found.withdrawalIndex == withdrawalIndex && found.claimIndex == claimIndex ? found : nil
  }

  public func isPaid(_ withdrawalIndex: UInt32) -> Bool { paid.contains(withdrawalIndex) }

  mutating func prove(
    _ call: ProveWithdrawalCall, in machineRoot: Bytes32, at position: L1Position
  ) throws(ContractRevert) -> UInt32 {
    let (index, claimIndex) = (call.withdrawalIndex, call.claimIndex)
    guard !isPaid(index) else { throw .alreadyPaid(withdrawalIndex: index) }
    guard proof(of: index, against: claimIndex) == nil else {
      throw .alreadyProven(withdrawalIndex: index, claimIndex: claimIndex)
    }
    let branch = MerkleBranch(
      index: ProveWithdrawalCall.position(of: index), siblings: call.branch.elements)
    do throws(ProofError) { _ = try branch.verified(call.withdrawal.hashTreeRoot(), in: machineRoot) } catch {
      throw .wrongProof(error)
    }
    directory[Key(withdrawalIndex: index, claimIndex: claimIndex)] = proven.count
    proven.append(
      ProvenWithdrawal(
        withdrawalIndex: index, claimIndex: claimIndex, withdrawal: call.withdrawal, l1Number: position.number))
    return index
  }

  /// What is to be paid for a call, provided that its claim is settled.
  func payable(
    _ call: FinalizeWithdrawalCall, after delayBlocks: UInt64, at position: L1Position
  ) throws(ContractRevert) -> ProvenWithdrawal {
    let index = call.withdrawalIndex
    guard !isPaid(index) else { throw .alreadyPaid(withdrawalIndex: index) }
    guard let proven = proof(of: index, against: call.claimIndex) else {
      throw .notProven(withdrawalIndex: index, claimIndex: call.claimIndex)
    }
    guard position.number - proven.l1Number >= delayBlocks else {
      let (earliest, overflow) = proven.l1Number.addingReportingOverflow(delayBlocks)
      throw .withdrawalTooEarly(earliestBlock: overflow ? .max : earliest, foundBlock: position.number)
    }
    return proven
  }

  /// - Precondition: it was not paid before.
  mutating func markPaid(_ withdrawalIndex: UInt32) {
    precondition(!isPaid(withdrawalIndex), "a withdrawal is paid twice")
    paid.insert(withdrawalIndex)
  }
}

// MARK: - Reorgs

extension Withdrawals {
  struct Checkpoint: Sendable {
    let proofCount: Int
    let paid: Bitmap
  }

  var checkpoint: Checkpoint { Checkpoint(proofCount: proven.count, paid: paid) }

  mutating func rewind(to checkpoint: Checkpoint) {
    proven.removeLast(proven.count - checkpoint.proofCount)
    paid = checkpoint.paid
  }
}
