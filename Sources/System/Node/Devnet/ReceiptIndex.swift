import Cryptography
import JSON
import Ledger
import SSZ
import Sequencing
import StateTransition

/// The receipts of the latest transactions, by hash: what a submission is answered with.
public struct ReceiptIndex: Sendable {
  /// Older ones are in the log.
  public static let limit = 100_000

  private var byHash: [Bytes32: Entry] = [:]
  private var order: [Bytes32] = []
  private var oldest = 0

  public struct Entry: Sendable {
    public let hash: Bytes32
    public let block: UInt64
    public let blockHash: Bytes32
    /// Of the block.
    public let timestampMs: UInt64
    public let receipt: Receipt
    public let events: [Event]
    let units: TradingUnits

    var json: JSONValue {
      guard var object = ReceiptView(receipt: receipt, events: events, units: units).json.objectValue else {
        return .null
      }
      object["hash"] = .hash(hash)
      object["block"] = .count(block)
      return .object(object)
    }
  }

  subscript(hash: Bytes32) -> Entry? { byHash[hash] }

  mutating func insert(_ entry: Entry) {
    if byHash.updateValue(entry, forKey: entry.hash) == nil { order.append(entry.hash) }
    while byHash.count > Self.limit {
      byHash[order[oldest]] = nil
      oldest += 1
    }
    if oldest > Self.limit {
      order.removeFirst(oldest)
      oldest = 0
    }
  }

  static func entries(of block: SealedBlock, units: TradingUnits) -> [Entry] {
    zip(block.journal.receipts, block.journal.events).compactMap { receipt, events in
      guard receipt.source == .item else { return nil }
      let item = block.inputs.items.elements[Int(receipt.index)]
      return Entry(
        hash: item.hashTreeRoot(), block: block.header.number, blockHash: block.hash,
        timestampMs: block.header.timestampMs, receipt: receipt, events: events, units: units)
    }
  }
}
