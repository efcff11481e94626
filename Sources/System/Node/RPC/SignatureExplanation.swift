import Cryptography
import JSON
import Ledger
import Merkle
import SSZ
import Sequencing
import StateTransition
import Units

extension Engine {
  /// A refusal as the sender is told, with all that helps to find out why a signature is not the expected one.
  func explanation(of refusal: Refusal, _ item: PooledItem) -> RPCError {
    switch (refusal.reason, item.input) {
    case (.wrongSigner, .signed(let signed, let signer)): explainSigner(refusal, signed, signer)
    case (.highS, .unsigned(let signed, let error)), (.malformedSignature, .unsigned(let signed, let error)):
      .signature(error, digest: domain.digest(of: signed.transaction))
    default: RPCError(refusal)
    }
  }

  private func explainSigner(_ refusal: Refusal, _ signed: SignedTransaction, _ signer: Address) -> RPCError {
    let transaction = signed.transaction
    let expected = state.signer(of: transaction)
    if let chain = chainSigned(by: expected, signed) {
      return TransactionRequest.wrongChain(expected: state.parameters.chainID, found: chain)
    }
    let slot = transaction.keySlot == 0 ? "" : "'s key in slot \(transaction.keySlot)"
    let message =
      "owner \(transaction.owner.rawValue)\(slot) is \(expected.checksummed), but \(signer.checksummed) signed"
    var facts = JSONObject()
    facts["code"] = .count(refusal.reason.rawValue)
    facts["digest"] = .hash(domain.digest(of: transaction))
    facts["domainSeparator"] = .hash(domain.separator)
    facts["recovered"] = .string(signer.checksummed)
    facts["expected"] = .string(expected.checksummed)
    facts["hint"] = "compare 'digest' with the one that was signed: if they differ, so do the fields or their order"
    return .rejected("WRONG_SIGNER", message, facts)
  }

  /// The chain for which the right key has signed, if it is one that wallets often have by mistake.
  private func chainSigned(by owner: Address, _ signed: SignedTransaction) -> UInt64? {
    let candidates = [genesis.l1ChainID, 1, 1_337, 31_337]
    return candidates.first { chain in
      let digest = SigningDomain(chainID: chain, bridge: state.parameters.bridge).digest(of: signed.transaction)
      guard let signature = try? signed.signature.checked(), let key = try? signature.recover(digest: digest) else {
        return false
      }
      return key.address == owner
    }
  }
}

extension State {
  /// The address whose key must sign a transaction.
  ///
  /// - Precondition: the transition knows its owner and its key.
  fileprivate func signer(of transaction: Transaction) -> Address {
    known { state throws(StateAccessError) in
      let owner = try state.owners.read(transaction.owner.index)
      guard transaction.keySlot > 0, let key = owner.keys[Int(transaction.keySlot) - 1].index else {
        return owner.address
      }
      return try state.sessionKeys.read(key).address
    }
  }
}
