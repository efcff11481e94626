/// One entry of the batch inbox.
public struct L1EntryRecord: Equatable, Sendable {
  /// Its place in the inbox: 0 for the first, and dense.
  public var index: UInt64
  public var l1Block: UInt64
  /// The batch, byte for byte as it was posted.
  public var data: [UInt8]
  /// What the L1 wrote around it, encoded.
  public var envelope: [UInt8]

  public init(index: UInt64, l1Block: UInt64, data: [UInt8], envelope: [UInt8]) {
    self.index = index
    self.l1Block = l1Block
    self.data = data
    self.envelope = envelope
  }
}
