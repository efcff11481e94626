import Cryptography

/// One sealed block as the ordered log keeps it. The log reads the first three fields and never looks into the others.
public struct LogEntry: Equatable, Sendable {
  /// The block's number: 1 for the first, and dense.
  public var sequence: UInt64
  /// The term of the sequencer that sealed the block.
  public var epoch: UInt64
  /// The block's hash; no two entries share one.
  public var hash: Bytes32
  public var header: [UInt8]
  public var inputs: [UInt8]
  /// Receipts and events.
  public var outputs: [UInt8]
  /// The sequencer's signature over the hash.
  public var signature: [UInt8]

  public init(
    sequence: UInt64, epoch: UInt64, hash: Bytes32, header: [UInt8], inputs: [UInt8], outputs: [UInt8],
    signature: [UInt8]
  ) {
    self.sequence = sequence
    self.epoch = epoch
    self.hash = hash
    self.header = header
    self.inputs = inputs
    self.outputs = outputs
    self.signature = signature
  }

  public var position: LogPosition { LogPosition(sequence: sequence, epoch: epoch, hash: hash) }
}
