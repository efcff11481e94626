import Cryptography
import Ledger

/// As much of the last block as the next one must fit.
public struct ChainTip: Equatable, Sendable {
  public let blockNumber: UInt64
  public let blockHash: Bytes32
  public let timestampMs: UInt64
  public let inbox: InboxCursor

  public init(_ header: BlockHeader) {
    blockNumber = header.number
    blockHash = header.hash
    timestampMs = header.timestampMs
    var cursor = InboxCursor()
    cursor.read = header.inboxRead
    cursor.accumulator = header.inboxAccumulator
    inbox = cursor
  }

  /// The tip of an execution between blocks; before the first block, the genesis.
  public init(_ execution: Execution) {
    blockNumber = execution.state.clock.blockNumber
    blockHash = execution.lastBlock
    timestampMs = execution.state.clock.timestampMs
    inbox = execution.state.inbox
  }
}
