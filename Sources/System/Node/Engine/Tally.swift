import Ledger
import SSZ
import Sequencing
import StateTransition
import Units

/// Counts of what happened since the process started.
public struct Tally: Equatable, Sendable {
  public var blocks = 0
  public var transactions = 0
  /// Signed orders, accepted or refused, those of batches among them.
  public var orders = 0
  public var fills = 0
  public var oracleUpdates = 0
  public var liquidations = 0
  public var takeovers = 0
  public var refusals = 0
  /// Losses that the insurance could not bear.
  public var badDebt = Notional.zero
  public var batches = 0
  public var claims = 0

  mutating func count(_ block: SealedBlock) {
    blocks += 1
    transactions += block.inputs.items.count
    orders += block.inputs.items.elements.reduce(0) { $0 + $1.orderCount }
    for (receipt, events) in zip(block.journal.receipts, block.journal.events) {
      count(receipt)
      for event in events { count(event) }
    }
  }

  private mutating func count(_ receipt: Receipt) {
    switch receipt.source {
    case .liquidation: liquidations += 1
    case .report: oracleUpdates += receipt.isAccepted ? 1 : 0
    case .item: refusals += receipt.isAccepted ? 0 : 1
    case .message, .funding, .timer, .stop, .disposal, .mark: break
    }
  }

  private mutating func count(_ event: Event) {
    switch event.kind {
    case .filled: fills += 1
    case .takenOver: takeovers += 1
    case .lossSocialised: badDebt = badDebt.adding(event.amount)
    default: break
    }
  }
}

extension ByteList<16_384> {
  /// How many orders the transaction places of which this is the encoding.
  fileprivate var orderCount: Int {
    guard let signed = try? SignedTransaction.decoded(bytes) else { return 0 }
    switch signed.transaction.action {
    case .place: return 1
    case .batch(let batch): return batch.operations.elements.count { if case .place = $0 { true } else { false } }
    default: return 0
    }
  }
}
