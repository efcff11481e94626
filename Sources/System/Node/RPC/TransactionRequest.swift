import Cryptography
import JSON
import Ledger
import SSZ
import Sequencing
import StateTransition
import Units

/// A transaction as tooling writes it: human units, and a signature over the ticks and lots that they stand for.
struct TransactionRequest {
  let transaction: Transaction
  let signed: SignedTransaction

  /// - Parameter state: for the markets' units, and to tell a wrong chain from a wrong key.
  init(_ object: JSONObject, state: State) throws(RPCError) {
    var transaction = Transaction()
    transaction.owner = OwnerID(try object.unsigned("owner"))
    transaction.subAccount = try object.unsigned("subAccount", default: 0)
    transaction.keySlot = try object.unsigned("keySlot", default: 0)
    transaction.keyGeneration = try object.unsigned("keyGeneration", default: 0)
    transaction.nonce = try object.unsigned("nonce")
    transaction.expiryMs = try object.unsigned("expiryMs", default: 0)
    transaction.action = try Self.action(object["action"], state: state)
    try Self.checkChain(object, state.parameters)
    self.transaction = transaction
    signed = SignedTransaction(transaction, signature: try Self.signature(object, of: transaction, state: state))
  }

  private static func checkChain(_ object: JSONObject, _ parameters: Parameters) throws(RPCError) {
    let found: UInt64 = try object.unsigned("chainId", default: parameters.chainID)
    guard found == parameters.chainID else { throw wrongChain(expected: parameters.chainID, found: found) }
  }

  static func wrongChain(expected: UInt64, found: UInt64) -> RPCError {
    .rejected(
      "WRONG_CHAIN", "signed for chain \(found); this is chain \(expected)",
      ["expected": .count(expected), "found": .count(found)])
  }

  private static func action(_ json: JSONValue?, state: State) throws(RPCError) -> Action {
    guard let object = json?.objectValue else { throw .invalidParams("'action' must be an object") }
    switch try object.string("type") {
    case "place": return .place(try order(object, state: state))
    case "cancel":
      let market = try market(object, state: state)
      return .cancel(
        CancelOrder(market: UInt16(market.rules.feed), order: OrderID(rawValue: try object.unsigned("orderId"))))
    case let type: throw .invalidParams("there is no action '\(type)'; there are place and cancel")
    }
  }

  private static func order(_ object: JSONObject, state: State) throws(RPCError) -> PlaceOrder {
    let units = try market(object, state: state)
    let sides: [String: Side] = ["buy": .buy, "sell": .sell]
    let times: [String: TimeInForce] = ["gtc": .goodTillCancelled, "ioc": .immediateOrCancel]
    guard let side = sides[try object.string("side")] else { throw .invalidParams("'side' must be buy or sell") }
    let time = object["timeInForce"]?.stringValue ?? "gtc"
    guard let timeInForce = times[time] else { throw .invalidParams("'timeInForce' must be gtc or ioc") }
    let (price, size) = (try object.string("price"), try object.string("size"))
    let clientID: UInt128 = try object.unsigned("clientId", default: 0)
    do throws(MarketUnits.Violation) {
      return PlaceOrder(
        market: units.rules.feed, side: side, timeInForce: timeInForce, quantity: try units.quantity(of: size),
        tick: try units.tick(of: price), clientID: clientID)
    } catch { throw RPCError(error) }
  }

  private static func market(_ object: JSONObject, state: State) throws(RPCError) -> MarketUnits {
    let name = try object.string("market")
    guard let units = state.units.first(where: { $0.rules.name == name }) else { throw .unknownMarket(name, state) }
    return units
  }

  private static func signature(
    _ object: JSONObject, of transaction: Transaction, state: State
  ) throws(RPCError) -> SignatureBytes {
    let text = try object.string("signature")
    guard let bytes = Hex.decode(text), bytes.count == 65 else {
      throw .rejected("MALFORMED_SIGNATURE", "a signature is 65 bytes, r ‖ s ‖ v, as 0x-hex")
    }
    do throws(SignatureError) { return SignatureBytes(try Signature(bytes65: bytes)) } catch {
      throw .signature(error, digest: SigningDomain(state.parameters).digest(of: transaction))
    }
  }
}

extension RPCError {
  static func unknownMarket(_ name: String, _ state: State) -> RPCError {
    .rejected(
      "UNKNOWN_MARKET", "there is no market '\(name)'",
      ["market": .string(name), "markets": .array(state.units.map { .string($0.rules.name) })])
  }

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
