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
  /// Of a batch: what is under the root in its message.
  let operations: [[String: String]]?
  let domain_separator: String
  let digest: String
  let private_key: String
  let signer: String
  let signature: String

  struct File: Decodable {
    let cases: [SigningCase]
  }

  func domain() throws -> SigningDomain {
    guard let chainID = UInt64(chain_id) else { throw Message.Problem.noNumber(field: "chain_id") }
    guard let bridge = Address(hex: bridge) else { throw Message.Problem.noAddress(field: "bridge") }
    return SigningDomain(chainID: chainID, bridge: bridge)
  }

  func digest(in domain: SigningDomain) throws -> Bytes32 {
    let message = Message(fields: message)
    guard primary_type != "PriceReport" else { return domain.digest(of: try message.report()) }
    return domain.digest(of: try message.transaction(try action(message)))
  }

  private func action(_ message: Message) throws -> Action {
    switch primary_type {
    case "PlaceOrder": .place(try message.placeOrder())
    case "CancelOrder": .cancel(try message.cancelOrder())
    case "AmendOrder": .amend(try message.amendOrder())
    case "CancelAll": .cancelAll(CancelAll(market: try message.number("market")))
    case "Batch": .batch(try message.batch(of: (operations ?? []).map { try Self.operation(Message(fields: $0)) }))
    case "ArmDeadMan": .armDeadMan(ArmDeadMan(deadlineMs: try message.number("deadlineMs")))
    case "Transfer": .transfer(try message.transfer())
    case "Withdraw": .withdraw(try message.withdraw())
    case "SetMarginMode": .setMarginMode(try message.setMarginMode())
    case "AddKey": .addKey(try message.addKey())
    case "RevokeKey": .revokeKey(RevokeKey(slot: try message.number("slot")))
    default: throw Message.Problem.unknownType(primary_type)
    }
  }

  private static func operation(_ message: Message) throws -> Operation {
    switch message.fields["type"] {
    case "PlaceOrder": .place(try message.placeOrder())
    case "CancelOrder": .cancel(try message.cancelOrder())
    case "AmendOrder": .amend(try message.amendOrder())
    case let type: throw Message.Problem.unknownType(type ?? "")
    }
  }
}
