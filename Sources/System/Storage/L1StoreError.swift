import Cryptography

/// Why an L1 block was not kept or a reorg not carried out. The store is then as it was before.
public enum L1StoreError: Error, Equatable, Sendable {
  public enum Kind: Sendable { case entry, message, claim }

  /// The block does not follow the last one.
  case gap(expected: UInt64, found: UInt64)
  /// The block has the right number and another parent than the last block.
  case wrongParent(expected: Bytes32, found: Bytes32)
  /// An entry, message or claim is not the next of its kind.
  case indexGap(Kind, expected: UInt64, found: UInt64)
  /// An entry, message or claim names another block than the one it came with.
  case wrongBlock(Kind, expected: UInt64, found: UInt64)
  /// There is no such block to go back to.
  case unknownBlock(number: UInt64)
  case storage(StorageError)
}

extension L1StoreError: StorageFailure {
  public init(_ error: StorageError) { self = .storage(error) }
}
