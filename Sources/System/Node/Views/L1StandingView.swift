import Cryptography
import JSON
import MockL1

/// A transaction that somebody has sent to the L1, and what became of it.
struct L1StandingView {
  let sender: Address
  let nonce: UInt64
  let standing: Engine.TransactionStanding

  init(sender: Address, nonce: UInt64, _ standing: Engine.TransactionStanding) {
    (self.sender, self.nonce, self.standing) = (sender, nonce, standing)
  }

  /// Nil while it waits.
  var outcome: L1Outcome? {
    if case .included(_, _, let outcome) = standing { outcome } else { nil }
  }

  /// The block that includes it.
  var l1Number: UInt64? {
    if case .included(_, let number, _) = standing { number } else { nil }
  }

  var json: JSONValue {
    var object = JSONObject()
    object["from"] = .string(sender.checksummed)
    object["nonce"] = .count(nonce)
    switch standing {
    case .unknown: object["status"] = "unknown"
    case .waiting(let transaction):
      object["status"] = "waiting"
      object["hash"] = .hash(transaction.hash)
    case .included(let transaction, let number, let outcome):
      object["status"] = "included"
      object["hash"] = .hash(transaction.hash)
      object["l1Block"] = .count(number)
      object["outcome"] = outcome.json
      object["sentence"] = .string(outcome.sentence)
    }
    return .object(object)
  }
}
