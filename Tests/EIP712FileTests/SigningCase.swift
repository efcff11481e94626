import Cryptography
import Ledger
import Units

/// One case of `Tests/Vectors/signing.json`: typed data, and what eth_account makes of it.
struct SigningCase: Decodable {
  let label: String
  let chain_id: String
  let bridge: String
  let primary_type: String
  let message: [String: String]
  let domain_separator: String
  let digest: String
  let private_key: String
  let signer: String
  let signature: String

  struct File: Decodable {
    let cases: [SigningCase]
  }

  enum Problem: Error {
    case noNumber(field: String)
    case noAddress(String)
    case unknownType(String)
  }

  func domain() throws -> SigningDomain {
    guard let chainID = UInt64(chain_id) else { throw Problem.noNumber(field: "chain_id") }
    guard let bridge = Address(hex: bridge) else { throw Problem.noAddress(bridge) }
    return SigningDomain(chainID: chainID, bridge: bridge)
  }

  func digest(in domain: SigningDomain) throws -> Bytes32 {
    switch primary_type {
    case "PlaceOrder": domain.digest(of: try transaction(.place(placeOrder())))
    case "CancelOrder": domain.digest(of: try transaction(.cancel(cancelOrder())))
    case "PriceReport": domain.digest(of: try report())
    default: throw Problem.unknownType(primary_type)
    }
  }

  private func transaction(_ action: Action) throws -> Transaction {
    var transaction = Transaction()
    transaction.owner = OwnerID(try number("owner"))
    transaction.subAccount = try number("subAccount")
    transaction.keySlot = try number("keySlot")
    transaction.keyGeneration = try number("keyGeneration")
    transaction.nonce = try number("nonce")
    transaction.expiryMs = try number("expiryMs")
    transaction.action = action
    return transaction
  }

  private func placeOrder() throws -> PlaceOrder {
    guard let side = Side(rawValue: try number("side")) else { throw Problem.noNumber(field: "side") }
    guard let timeInForce = TimeInForce(rawValue: try number("timeInForce")) else {
      throw Problem.noNumber(field: "timeInForce")
    }
    return PlaceOrder(
      market: try number("market"), side: side, timeInForce: timeInForce, quantity: Quantity(lots: try number("lots")),
      tick: try number("tick"), clientID: try number("clientId"))
  }

  private func cancelOrder() throws -> CancelOrder {
    CancelOrder(market: try number("market"), order: OrderID(rawValue: try number("orderId")))
  }

  private func report() throws -> PriceReport {
    var report = PriceReport()
    report.feed = try number("feed")
    report.price = try number("price")
    report.confidence = try number("confidence")
    report.exponent = try number("exponent")
    report.publishTimeMs = try number("publishTimeMs")
    report.sequence = try number("sequence")
    return report
  }

  private func number<Number: FixedWidthInteger>(_ field: String) throws -> Number {
    guard let text = message[field], let number = Number(text) else { throw Problem.noNumber(field: field) }
    return number
  }
}
