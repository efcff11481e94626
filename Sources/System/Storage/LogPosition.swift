import Cryptography

/// Where an entry stands in the log.
public struct LogPosition: Hashable, Sendable {
  public let sequence: UInt64
  public let epoch: UInt64
  public let hash: Bytes32

  public init(sequence: UInt64, epoch: UInt64, hash: Bytes32) {
    self.sequence = sequence
    self.epoch = epoch
    self.hash = hash
  }
}
