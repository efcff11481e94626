import Cryptography
import Ledger
import SSZ
import Sequencing
import StateTransition

/// A block as it is published: the same from the sequencer's hands and out of the log.
struct FeedBlock: Sendable {
  let header: BlockHeader
  let hash: Bytes32
  let inputs: BlockInputs
  let receipts: [Receipt]
  /// Of each receipt.
  let events: [[Event]]

  init(_ block: SealedBlock) {
    (header, hash, inputs) = (block.header, block.hash, block.inputs)
    (receipts, events) = (block.journal.receipts, block.journal.events)
  }

  init(_ record: BlockRecord) {
    (header, hash, inputs) = (record.header, record.hash, record.inputs)
    (receipts, events) = (record.outputs.receipts.elements, record.outputs.events.elements.map(\.elements))
  }

  var number: UInt64 { header.number }
}
