import Cryptography
import JSON
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

// Answers to "why?". All of it runs on the node's queue.
extension DevnetNode {
  /// Explains an account as it stands (`owner`, with `subAccount` and `market` for an isolated one), a transaction
  /// (`transaction`, its hash), or what a block did about an account by itself (`block` and `account`).
  func explanationJSON(_ subject: JSONObject) throws(RPCError) -> JSONValue {
    if let hash = subject["transaction"]?.stringValue { return try explanationJSON(ofTransaction: hash) }
    if subject["block"] != nil {
      return try explanationJSON(
        ofBlock: try subject.unsigned("block"), account: AccountID(try subject.unsigned("account")))
    }
    guard subject["owner"] != nil else {
      throw .invalidParams("name an 'owner', a 'transaction', or a 'block' and an 'account'")
    }
    let subAccount: UInt8 = try subject.unsigned("subAccount", default: 0)
    let view = try AccountView(state: engine.state, owner: try owner(subject["owner"]), subAccount: subAccount)
    let account = try account(view.cross, market: subject["market"]?.stringValue)
    return AccountExplanationView(state: engine.state, id: account).json
  }

  /// The account that trades `market` for a cross bucket; without a market the bucket itself.
  private func account(_ cross: AccountID, market name: String?) throws(RPCError) -> AccountID {
    guard let name else { return cross }
    let market = try TradingUnits(engine.state).market(name)
    return engine.state.known { state throws(StateAccessError) in
      try state.tradingAccount(of: cross, in: market.id)
    }
  }

  private func explanationJSON(ofTransaction text: String) throws(RPCError) -> JSONValue {
    guard let hash = Bytes32(hex: text) else { throw .invalidParams("'\(text)' is not a hash") }
    guard let entry = receipt(hash) else {
      throw .rejected("UNKNOWN_TRANSACTION", "no receipt of \(text) is at hand", ["transaction": .hash(hash)])
    }
    return ReceiptExplanationView(
      receipt: entry.receipt, events: entry.events, block: entry.block, units: TradingUnits(engine.state)
    ).json
  }

  /// Each turn that a block gave the account in the liquidation queue, and each of its stops and timers, in order.
  private func explanationJSON(ofBlock number: UInt64, account: AccountID) throws(RPCError) -> JSONValue {
    guard let record = try durable(number) else {
      throw .rejected("UNKNOWN_BLOCK", "block \(number) is not there", ["block": .count(number)])
    }
    let units = TradingUnits(engine.state)
    let turns = zip(record.outputs.receipts.elements, record.outputs.events.elements).filter { receipt, events in
      receipt.source == .liquidation && receipt.index == account.rawValue
        || [.stop, .timer].contains(receipt.source) && events.elements.contains { $0.account == account }
    }
    return .array(
      turns.map { ReceiptExplanationView(receipt: $0, events: $1.elements, block: number, units: units).json })
  }
}
