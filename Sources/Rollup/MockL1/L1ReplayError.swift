import Cryptography

/// Why stored blocks are not a chain of this L1.
public enum L1ReplayError: Error, Equatable, Sendable {
  case wrongNumber(expected: UInt64, found: UInt64)
  case wrongParent(number: UInt64, expected: Bytes32, found: Bytes32)
  case timeDoesNotRise(number: UInt64, parentMs: UInt64, foundMs: UInt64)
  case wrongNonce(number: UInt64, transactionIndex: Int, expected: UInt64, found: UInt64)
  /// A step of a game took in a batch whose bytes were not given.
  case missingBatch(number: UInt64, transactionIndex: Int, dataHash: Bytes32)
}
