import JSON
import Ledger
import Units

/// Why an input was refused, or what an accepted one did, for scripts and for people.
struct ReceiptExplanationView {
  let receipt: Receipt
  let events: [Event]
  let block: UInt64
  let units: TradingUnits

  var json: JSONValue {
    var object = ReceiptView(receipt: receipt, events: events, units: units).json.objectValue ?? JSONObject()
    object["block"] = .count(block)
    if let refusal = receipt.refusal {
      let (rule, cure) = refusal.reason.explanation
      object["rule"] = .string(rule)
      object["inputs"] = .object(refusal.facts)
      object["gap"] = gap(refusal)
      object["cure"] = .string(cure)
    }
    object["text"] = .array(lines.map { .string($0) })
    return .object(object)
  }

  /// By how much the comparison failed; null where the two values are not amounts of one thing.
  private func gap(_ refusal: Refusal) -> JSONValue {
    guard refusal.reason.isComparison else { return .null }
    let (larger, smaller) = (max(refusal.limit, refusal.found), min(refusal.limit, refusal.found))
    return refusal.isMoney
      ? .usdc(Notional(atoms: larger - smaller)) : .integer(Int64(clamping: larger - smaller))
  }

  private var lines: [String] {
    guard let refusal = receipt.refusal else { return story }
    let (rule, cure) = refusal.reason.explanation
    let facts = refusal.facts.members.map { "  \($0.key): \($0.value.stringValue ?? $0.value.description)" }
    let gap = gap(refusal)
    return ["Refused: \(refusal.reason.sentence).", "Rule: \(rule)."] + facts
      + (gap.isNull ? [] : ["  gap: \(gap.stringValue ?? gap.description)"]) + ["Cure: \(cure)."]
  }

  /// What happened, an event a line: source and destination of every amount.
  private var story: [String] { events.map { EventSentence(event: $0, units: units).text } }
}

extension Refusal {
  /// Whether the two values are amounts of USDC.
  var isMoney: Bool { [.insufficientMargin, .keyNotionalAboveCap].contains(reason) }
}

extension Refusal.Reason {
  /// Whether the two values are amounts of one thing, so that their difference means something.
  fileprivate var isComparison: Bool {
    switch self {
    case .nonceTooFarAhead, .nonceTooOld, .expired, .keyExpired, .orderExpired, .priceStale, .tickOutOfRange,
      .quantityBelowMinimum, .quantityAboveMaximum, .positionAboveMaximum, .insufficientMargin, .insufficientBalance,
      .fillOrKillUnfilled, .postOnlyWouldTrade, .triggerMet, .keyNotionalAboveCap, .reportFromFuture, .reportTooOld,
      .reportTooUncertain:
      true
    default: false
    }
  }
}
