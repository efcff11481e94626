import Cryptography
import Dispatch
import JSON
import Ledger
import Node
import SSZ
import Sequencing
import TestSupport
import Testing
import Units

@Suite struct `A soft receipt` {
  @Test func `is signed by the sequencer, and void after the time in which a block may reach the L1`() throws {
    let trader = try Trader()
    defer { trader.served.stop() }
    let receipt = try trader.place(nonce: 1)
    let block = try trader.client.ask("perp_block", receipt["block"] ?? .null)
    let soft = try #require(receipt["soft"])
    #expect(receipt["status"] == "accepted" && soft["blockHash"] == block["hash"])
    let time = try #require(block["timestampMs"]?.integerValue)
    #expect(soft["voidUnlessOnL1By"] == .integer(time + 1_800_000))
    #expect(soft["sequencer"]?.stringValue == DevnetKeys.sequencer.address.checksummed)
    #expect(try trader.signer(of: receipt, status: 0) == DevnetKeys.sequencer.address)
    #expect(try trader.signer(of: receipt, status: 1) != DevnetKeys.sequencer.address)
    #expect(try trader.client.ask("perp_receipt", receipt["hash"] ?? .null) == receipt)
    let config = try trader.client.ask("perp_config")
    #expect(config["eip712"]?["SoftReceipt"]?.stringValue == SoftReceipt.type)
  }

  @Test func `stands for a refusal in a block as well`() throws {
    let trader = try Trader()
    defer { trader.served.stop() }
    let order = try #require(try trader.place(nonce: 1)["events"]?[0]?["orderId"]?.stringValue.flatMap { UInt64($0) })
    let cancel = Action.cancel(CancelOrder(market: 0, order: OrderID(rawValue: order)))
    let calls = try [2, 3].map { try trader.submit(cancel, nonce: $0) }
    _ = try trader.client.ask("rollup_heads")
    try trader.served.mine(1)
    #expect(try trader.client.answer(to: calls[0])["status"] == "accepted")
    do {
      let answer = try trader.client.answer(to: calls[1])
      Issue.record("accepted: \(answer)")
    } catch FeedClient.Problem.refused(let error) {
      let facts = try #require(error["data"])
      let code = try #require(facts["code"]?.integerValue)
      #expect(try trader.signer(of: facts, status: UInt16(code)) == DevnetKeys.sequencer.address)
    }
  }

  @Test func `is not given before its block is durable`() throws {
    let trader = try Trader()
    defer { trader.served.stop() }
    let node = trader.served.node
    let call = try trader.submit(trader.order, nonce: 1)
    _ = try trader.client.ask("rollup_heads")
    try trader.served.sealOnly()
    let hash = JSONValue.string(try trader.hash(trader.order, nonce: 1).hex)
    #expect(try trader.client.ask("perp_receipt", hash) == .null)
    let again = try trader.submit(trader.order, nonce: 1)
    let unwaiting = try trader.submit(trader.order, nonce: 1, waiting: false)
    #expect(try trader.client.answer(to: unwaiting)["status"] == "known")
    try node.queue.sync { try node.flush() }
    let receipt = try trader.client.answer(to: call)
    #expect(receipt["soft"] != nil)
    #expect(try trader.client.answer(to: again) == receipt)
  }
}

/// One who has a deposit on a served devnet without others, and bids far below the market.
private struct Trader {
  let served: ServedNode
  let client: FeedClient
  let owner: OwnerID
  let order: Action
  private let domain: SigningDomain
  private let key = DevelopmentKeys.all[0]

  init() throws {
    let served = try ServedNode()
    try served.mine(3)
    self.served = served
    client = try served.connect()
    owner = try #require(served.node.queue.sync { served.node.developmentOwners[0].owner })
    domain = SigningDomain(DevnetGenesis.standard.genesis.parameters)
    let market = try #require(DevnetGenesis.standard.genesis.markets.elements.first)
    order = .place(
      PlaceOrder(
        market: 0, side: .buy, timeInForce: .goodTillCancelled, quantity: market.orderMinimum, tick: 1, clientID: 0))
  }

  private func signed(_ action: Action, nonce: UInt64) -> [UInt8] {
    var transaction = Transaction()
    transaction.owner = owner
    transaction.nonce = nonce
    transaction.action = action
    return domain.sign(transaction, with: key.privateKey).encoded()
  }

  func hash(_ action: Action, nonce: UInt64) throws -> Bytes32 {
    try ByteList<16_384>(signed(action, nonce: nonce)).hashTreeRoot()
  }

  /// - Returns: the call's id.
  func submit(_ action: Action, nonce: UInt64, waiting: Bool = true) throws -> JSONValue {
    let bytes = JSONValue.string(Hex.encode(signed(action, nonce: nonce)))
    return try client.send("perp_submitRaw", [bytes, ["wait": .bool(waiting)]])
  }

  /// The receipt of the order, in a block of its own.
  func place(nonce: UInt64) throws -> JSONValue {
    let call = try submit(order, nonce: nonce)
    _ = try client.ask("rollup_heads")
    try served.mine(1)
    return try client.answer(to: call)
  }

  /// Who signed what a receipt says, if its status is this number.
  func signer(of receipt: JSONValue, status: UInt16) throws -> Address {
    let soft = try #require(receipt["soft"])
    let signature = try #require(soft["signature"]?.stringValue.flatMap { Hex.decode($0) })
    let index = try #require(receipt["index"]?.integerValue)
    let promise = SoftReceipt(
      transaction: try #require(receipt["hash"]?.stringValue.flatMap { Bytes32(hex: $0) }),
      block: UInt64(try #require(receipt["block"]?.integerValue)),
      blockHash: try #require(soft["blockHash"]?.stringValue.flatMap { Bytes32(hex: $0) }), index: UInt32(index),
      status: status, voidUnlessOnL1ByMs: UInt64(try #require(soft["voidUnlessOnL1By"]?.integerValue)))
    return try Signature(bytes65: signature).recover(digest: domain.digest(of: promise)).address
  }
}
