import Cryptography

/// An L1 block as `l1.db` keeps it.
public struct L1BlockRecord: Equatable, Sendable {
  public var number: UInt64
  public var hash: Bytes32
  /// The hash of the block before.
  public var parent: Bytes32
  public var timestampMilliseconds: UInt64
  /// Whatever else the L1 needs to know of the block, in its own encoding.
  public var data: [UInt8]

  public init(number: UInt64, hash: Bytes32, parent: Bytes32, timestampMilliseconds: UInt64, data: [UInt8]) {
    self.number = number
    self.hash = hash
    self.parent = parent
    self.timestampMilliseconds = timestampMilliseconds
    self.data = data
  }
}
