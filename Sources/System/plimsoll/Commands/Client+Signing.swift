import Cryptography
import JSON
import Ledger
import Node
import SSZ
import Units

// What is signed, and by whom.
extension Client {
  /// Signs an action in human units with the signer's next nonce, sends it, and waits for its receipt.
  func submit(_ action: JSONValue, _ envelope: Envelope = Envelope()) throws -> JSONValue {
    let key = try signer()
    let configuration = try call("perp_config")
    guard let units = TradingUnits(configuration: configuration), let domain = Self.domain(configuration) else {
      throw CommandFailure(exitCode: .unavailable, message: "this is no devnet that this version knows")
    }
    var transaction = Transaction()
    transaction.subAccount = envelope.subAccount
    transaction.action = try Self.action(action, units)
    try identify(&transaction, envelope, key.address)
    return try call("perp_submitRaw", .string(Hex.encode(domain.sign(transaction, with: key).encoded())))
  }

  private static func domain(_ configuration: JSONValue) -> SigningDomain? {
    guard let chain = configuration["chainId"]?.integerValue, let bridge = configuration["bridge"]?.stringValue,
      let address = Address(hex: bridge)
    else { return nil }
    return SigningDomain(chainID: UInt64(chain), bridge: address)
  }

  private static func action(_ json: JSONValue, _ units: TradingUnits) throws -> Action {
    guard let object = json.objectValue else {
      throw CommandFailure(exitCode: .usage, message: "an action is a JSON object")
    }
    do throws(RPCError) { return try ActionRequest(object, units: units).action() } catch {
      throw CommandFailure(error)
    }
  }

  /// Fills in the owner, the key's place and generation, and the next nonce.
  private func identify(_ transaction: inout Transaction, _ envelope: Envelope, _ signer: Address) throws {
    let name = envelope.owner ?? signer.checksummed
    let owner = try call("perp_owner", .string(try address(of: name)))
    guard let number = owner["owner"]?.integerValue, let nonce = owner["nextNonce"]?.integerValue else {
      throw CommandFailure(
        exitCode: .checkFailed, message: "\(name) has no account yet; 'plimsoll deposit 1000' makes one")
    }
    transaction.owner = OwnerID(UInt32(number))
    transaction.nonce = UInt64(nonce)
    guard envelope.owner != nil else { return }
    guard let key = owner["keys"]?.arrayValue?.first(where: { $0["address"]?.stringValue == signer.checksummed }),
      let slot = key["slot"]?.integerValue, let generation = key["generation"]?.integerValue,
      let nonce = key["nextNonce"]?.integerValue
    else {
      throw CommandFailure(
        exitCode: .checkFailed,
        message: "\(signer.checksummed) is no session key of \(name); 'plimsoll key add' makes it one")
    }
    (transaction.keySlot, transaction.keyGeneration) = (UInt8(slot), UInt32(generation))
    transaction.nonce = UInt64(nonce)
  }

  /// The address of an owner given by number, which `perp_owner` does not know; others as they are.
  private func address(of owner: String) throws -> String {
    guard let number = Int64(owner) else { return owner }
    return try call("perp_account", .integer(number))["address"]?.stringValue ?? owner
  }
}
