import Cryptography
import Ledger
import SSZ
import Sequencing
import StateTransition
import Storage

/// What a block did, as the log keeps it beside its inputs.
public struct BlockOutputs: SSZContainer, Equatable {
  public var receipts = BoundedList<Receipt, 1_073_741_824>()
  /// Of each receipt.
  public var events = BoundedList<BoundedList<Event, 2_097_152>, 1_073_741_824>()

  public init() {}

  public init(_ journal: Journal) {
    do throws(DecodingError) {
      receipts = try BoundedList(journal.receipts)
      var lists: [BoundedList<Event, 2_097_152>] = []
      for events in journal.events { lists.append(try BoundedList(events)) }
      events = try BoundedList(lists)
    } catch { preconditionFailure("a block did more than its receipts have room for: \(error)") }
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("receipts", &receipts)
    try visitor.field("events", &events)
  }
}

/// A block as it is read back from the log.
public struct BlockRecord: Sendable {
  public let header: BlockHeader
  public let hash: Bytes32
  public let inputs: BlockInputs
  public let outputs: BlockOutputs

  public init(_ entry: LogEntry) throws(DecodingError) {
    header = try BlockHeader.decoded(entry.header)
    hash = entry.hash
    inputs = try BlockInputs.decoded(entry.inputs)
    outputs = try BlockOutputs.decoded(entry.outputs)
  }
}

extension SealedBlock {
  /// - Parameter epoch: the log's. A block of a forced entry is of the term of whoever posted before it.
  func logEntry(in epoch: UInt64) -> LogEntry {
    LogEntry(
      sequence: header.number, epoch: epoch, hash: hash, header: header.encoded(), inputs: inputs.encoded(),
      outputs: BlockOutputs(journal).encoded(), signature: signature.bytes65)
  }
}
