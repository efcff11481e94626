import Cryptography

/// Bytes of batches, by their hash: what travels beside transactions and is in no block.
public struct Sidecars: Sendable {
  private var dataByHash: [Bytes32: [UInt8]] = [:]

  public init() {}

  /// No bytes need no keeping: they are always there, as for a forced entry.
  public subscript(hash: Bytes32) -> [UInt8]? { dataByHash[hash] ?? (hash == Self.hashOfNothing ? [] : nil) }

  private static let hashOfNothing = SHA256.hash([])

  public mutating func insert(_ data: [UInt8]) { dataByHash[SHA256.hash(data)] = data }

  /// Lets go of bytes that are stored elsewhere and can be inserted again.
  public mutating func remove(_ hash: Bytes32) { dataByHash[hash] = nil }
}
