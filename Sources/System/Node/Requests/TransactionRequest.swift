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
    guard let action = object["action"]?.objectValue else { throw .invalidParams("'action' must be an object") }
    transaction.action = try ActionRequest(action, units: TradingUnits(state)).action()
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
