import Cryptography
import Ledger

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

  /// No entry of this chain left that accumulator behind.
  case notCanonical(entryIndex: UInt64, accumulator: Bytes32)
  case noSuchParent(claimIndex: UInt64, claimCount: UInt64)
  case parentNotEarlier(parentEntryIndex: UInt64, found: UInt64)
  case bondTooSmall(minimumAtoms: UInt64, foundAtoms: UInt64)
}
