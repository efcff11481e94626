import Cryptography
import JSON
import Ledger

// What was sent cannot be a transaction, or the transition refuses it.
extension RPCError {
  static func signature(_ error: SignatureError, digest: Bytes32) -> RPCError {
    if case .highS(let s) = error {
      return .rejected(
        "HIGH_S", "the signature's s is in the upper half of the order; sign with low s (EIP-2)",
        ["digest": .hash(digest), "s": .hash(s)])
    }
    return .rejected("MALFORMED_SIGNATURE", "the signature is none: \(error)", ["digest": .hash(digest)])
  }

  /// A price or a size that the market does not know, with what it does.
  public init(_ violation: MarketUnits.Violation) {
    switch violation {
    case .notDecimal(let text): self = .invalidParams("'\(text)' is not a decimal string such as \"60000.1\"")
    case .outOfRange(let text):
      self = .rejected("OUT_OF_RANGE", "\(text) is outside what this market knows", ["found": .string(text)])
    case .tick(let found, let tick, let below, let above):
      self = .rejected(
        "TICK", "\(found) is not a multiple of the tick \(tick); the nearest prices are \(below) and \(above)",
        [
          "found": .string(found), "tick": .string(tick), "nearestBelow": .string(below),
          "nearestAbove": .string(above),
        ])
    case .lot(let found, let lot, let below, let above):
      self = .rejected(
        "LOT", "\(found) is not a multiple of the lot \(lot); the nearest sizes are \(below) and \(above)",
        ["found": .string(found), "lot": .string(lot), "nearestBelow": .string(below), "nearestAbove": .string(above)])
    }
  }

  /// A refusal by the transition, now or in a receipt.
  init(_ refusal: Refusal, facts more: JSONObject = JSONObject()) {
    var facts = JSONObject()
    facts["code"] = .count(refusal.reason.rawValue)
    for member in refusal.facts.members { facts[member.key] = member.value }
    for member in more.members { facts[member.key] = member.value }
    let values = refusal.facts.members.map { "\($0.key) \($0.value.stringValue ?? $0.value.description)" }
    let sentence = refusal.reason.sentence
    self = .rejected(
      refusal.reason.name, values.isEmpty ? sentence : "\(sentence): \(values.joined(separator: ", "))", facts)
  }
}

extension Refusal.Reason {
  /// `insufficient margin`.
  var sentence: String { name.lowercased().replacing("_", with: " ") }
}
