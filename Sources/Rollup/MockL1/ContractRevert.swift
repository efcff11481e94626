import Cryptography
import Ledger
import Merkle
import Units

/// Why a transaction was included and changed nothing but its sender's nonce.
public enum ContractRevert: Error, Equatable, Sendable {
  case zeroAmount
  /// Owners without an address are the exchange's own.
  case zeroBeneficiary
  case insufficientBalance(neededAtoms: UInt64, availableAtoms: UInt64)
  case insufficientCollateral(neededLots: UInt64, availableLots: UInt64)
  /// The exchange does not know it, and nobody could ever use it there.
  case unregisteredAsset(Asset)
  /// More collateral than the exchange can count. The bound is exclusive.
  case collateralFull(limitLots: UInt64, foundLots: UInt64)

  case notTheSequencer(expected: Address, found: Address)
  /// Another batch came first, or an expected one was lost: `found` is what the poster thought the next index is.
  case wrongBatchIndex(expected: UInt64, found: UInt64)
  case wrongBatchAccumulator(expected: Bytes32, found: Bytes32)
  case batchTooLarge(limitBytes: UInt32, foundBytes: UInt32)
  case inboxGoesBackwards(last: UInt64, found: UInt64)
  case inboxNotThatLong(messageCount: UInt64, found: UInt64)
  case olderEpoch(last: UInt64, found: UInt64)
  /// The batch leaves a message unread that an entry of this L1 block must have read.
  case leavesOutOverdue(messageIndex: UInt64, deadline: UInt64, l1Number: UInt64)
  /// The oldest unread message is not due yet, or there is none.
  case nothingOverdue(read: UInt64, messageCount: UInt64)

  /// The bridge has given the sender no number: nothing there is the sender's.
  case noOwner(Address)
  /// Nobody can force a message of that kind.
  case notForcible(kind: UInt8)
  case malformedMessage(kind: UInt8, byteCount: Int)
  /// This L1 block has taken as many as it takes.
  case tooManyForcedMessages(limit: UInt32)

  /// No entry of this chain left that accumulator behind.
  case notCanonical(entryIndex: UInt64, accumulator: Bytes32)
  case noSuchParent(claimIndex: UInt64, claimCount: UInt64)
  case parentNotEarlier(parentEntryIndex: UInt64, found: UInt64)
  case bondTooSmall(minimumAtoms: UInt64, foundAtoms: UInt64)
  /// The claim at that index is not the one that was meant.
  case parentReplaced(expected: Bytes32, found: Bytes32)
  /// The parent is decided, or none, and the chain of settled claims goes on elsewhere: nothing on it can be settled.
  case parentNotLastSettled(Link)
  /// Further from its parent than the tree of a dispute is wide.
  case tooManyEntries(limit: UInt64, found: UInt64)
  /// Another claim says the same, and has not lost.
  case claimedBefore(claimIndex: UInt64)

  case noSuchMove(Bytes32)
  /// A claim speaks of everything: nothing follows that could be wrong.
  case claimDefended
  /// Below the last depth there is only a step.
  case tooDeep(leafDepth: Int)
  case notALeaf(depth: Int, leafDepth: Int)
  /// The team that would answer has used all of its time.
  case clockRanOut(madeAtMs: UInt64, foundMs: UInt64)
  case movedBefore(moveIndex: UInt64)
  case disprovedBefore(moveIndex: UInt64)
  /// The bytes that travel beside the step are not those that it takes in.
  case wrongStepBatch(expected: Bytes32, found: Bytes32)
  case stepProof(StepProofFault)
  /// The step leads to what the move implies.
  case stepUpholds(machineRoot: Bytes32)
  case decidedBefore(moveIndex: UInt64)
  case answersOpen(count: UInt64)
  case clockStillRuns(remainingMs: UInt64)
  /// A claim that nothing counters needs the verdict on the one that it builds on.
  case parentUndecided(claimIndex: UInt64)
  case undecided(moveIndex: UInt64)
  case nothingToPay(moveIndex: UInt64)
  case payoutTooEarly(decidedAtMs: UInt64, foundMs: UInt64)

  case noSuchClaim(claimIndex: UInt64, claimCount: UInt64)
  /// Whatever is proven against it proves nothing. The claim that stands in its place will do.
  case claimLost(claimIndex: UInt64)
  case claimNotSettled(claimIndex: UInt64)
  /// The withdrawal is not in the outbox of the claimed machine, at that place and with those values.
  case wrongProof(ProofError)
  case alreadyProven(withdrawalIndex: UInt32, claimIndex: UInt64)
  case notProven(withdrawalIndex: UInt32, claimIndex: UInt64)
  case alreadyPaid(withdrawalIndex: UInt32)
  /// The delay since the proof has not passed.
  case withdrawalTooEarly(earliestBlock: UInt64, foundBlock: UInt64)
  /// Of what nobody else is owed. Only a false claim that was settled, or somebody's being late after the end, brings this.
  case vaultTooSmall(asset: Asset, needed: UInt64, available: UInt64)

  /// The rollup has ended: nothing that it would have to hear of is taken any more.
  case frozen
  case notFrozen
  /// The sequencer has been heard of since.
  case notSilent(earliestBlock: UInt64, foundBlock: UInt64)
  case entryAppended(entryCount: UInt64, found: UInt64)
  /// What was posted after the last settled claim has not happened.
  case afterTheEnd(claimIndex: UInt64)
  /// No claim was settled before the end, so no account can be shown.
  case nothingSettled
  case wrongExitProof(ExitProofFault)
  case alreadyExited(AccountID)
  case notRegistered(AccountID)
  /// The account was worth nothing, or nothing is left for it.
  case nothingToExit(AccountID)
  /// Shares are known when the window is over.
  case exitWindowOpen(firstBlock: UInt64, foundBlock: UInt64)
  case noSuchMessage(messageIndex: UInt64, messageCount: UInt64)
  case depositWasRead(messageIndex: UInt64, read: UInt64)
  case notADeposit(messageIndex: UInt64)
  case alreadyRefunded(messageIndex: UInt64)
}
