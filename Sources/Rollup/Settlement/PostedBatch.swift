import Cryptography
import MockL1

/// An entry together with the bytes it commits to; those of a forced entry are none.
public struct PostedBatch: Sendable {
  public let entry: BatchEntry
  public let data: [UInt8]

  /// - Throws: `L1DataError.dataMismatch` if these are not the bytes.
  public init(_ entry: BatchEntry, data: [UInt8]) throws(L1DataError) {
    let found = SHA256.hash(data)
    guard found == entry.dataHash else {
      throw .dataMismatch(entryIndex: entry.index, expected: entry.dataHash, found: found)
    }
    self.init(entry, unchecked: data)
  }

  /// An entry with bytes that may be others: to say what a chain would be that is derived from them.
  public init(_ entry: BatchEntry, unchecked data: [UInt8]) {
    self.entry = entry
    self.data = data
  }
}

/// What a node was given is not what the L1 recorded. It must be fetched again; no entry is void for it.
public enum L1DataError: Error, Equatable, Sendable {
  case dataMismatch(entryIndex: UInt64, expected: Bytes32, found: Bytes32)
  case entryOutOfOrder(expected: UInt64, found: UInt64)
  /// The messages that come after those already read, up to the entry's `inboxUpTo`, are others or of another number.
  case wrongMessageCount(entryIndex: UInt64, read: UInt64, upTo: UInt64, found: Int)
  case wrongMessages(entryIndex: UInt64, expected: Bytes32, found: Bytes32)
}
