import Cryptography
import Dispatch
import JSON
import Ledger
import MockL1
import SSZ
import Testing
import Units

@testable import Node

@Suite struct `What is forced through the L1` {
  private let node: DevnetNode
  private let l1: NodeLine

  init() throws {
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    node = try DevnetNode(TestDirectory.configuration(1, 5, nil), genesis: genesis, store: NodeStore())
    l1 = NodeLine(node: node, layer: .l1)
    let node = node
    try node.queue.sync { try node.makeBlocks(20) }
  }

  private func force(_ action: JSONValue, subAccount: Int64 = 0) -> JSONValue {
    l1.ask("dev_force", ["from": "erin", "subAccount": .integer(subAccount), "action": action])
  }

  @Test func `stands in the inbox as it was asked for, with the block by which it must be read`() throws {
    let erin = DevelopmentKeys.all[4].address
    let owner = try #require(node.engine.l1.contracts.owner(of: erin))
    var withdraw = Withdraw()
    withdraw.amount = 1_500_000
    let cases: [(json: JSONValue, action: ForcedAction)] = [
      (["type": "withdraw", "amount": "1.5"], .withdraw(withdraw)),
      (["type": "cancelAll"], .cancelAll(CancelAll(market: CancelAll.allMarkets))),
      (["type": "cancelAll", "market": "ETH-PERP"], .cancelAll(CancelAll(market: 1))),
      (["type": "close", "market": "BTC-PERP"], .close(ClosePosition(market: 0))),
      (
        ["type": "close", "market": "BTC-PERP", "size": "0.01", "price": "60000"],
        .close(ClosePosition(market: 0, quantity: Quantity(lots: 100), tick: 600_000))
      ),
      (["type": "revokeKey"], .revokeKey(RevokeKey(slot: ForcedAction.allKeySlots))),
      (["type": "revokeKey", "slot": 3], .revokeKey(RevokeKey(slot: 3))),
    ]
    for (number, forced) in cases.enumerated() {
      let answer = force(forced.json, subAccount: Int64(number % 2))
      let index = try #require(answer["message"]?.integerValue, "\(answer)")
      let message = node.engine.l1.contracts.inbox.messages[Int(index)]
      #expect(message.kind == InboxMessage.forcedAction)
      let request = ForcedRequest(subAccount: UInt8(number % 2), forced.action)
      #expect(try ForcedMessage.decoded(message.payload.bytes) == ForcedMessage(owner: owner, address: erin, request))
      #expect(answer["l1Block"] == .count(message.l1Number))
      #expect(answer["deadlineL1Block"] == .count(message.l1Number + ForcedRules().delayBlocks))
      #expect(answer["sentence"]?.stringValue?.contains("message \(index) of the inbox") == true)
    }
    var report = SignedPriceReport()
    report.publisher = 2
    let bytes = report.encoded()
    let answer = l1.ask("dev_force", ["from": "erin", "report": .string(Hex.encode(bytes))])
    let index = try #require(answer["message"]?.integerValue)
    let message = node.engine.l1.contracts.inbox.messages[Int(index)]
    #expect(message.kind == InboxMessage.priceReport && message.payload.bytes == bytes)
    // The next block reads them all.
    try node.queue.sync { try node.makeBlocks(1) }
    #expect(node.engine.state.inbox.read == UInt64(index) + 1)
  }

  @Test func `is refused where it cannot be forced, and nothing is sent`() throws {
    func refusal(_ message: JSONValue) -> String? { l1.refusal("dev_force", message) }
    let before = (node.engine.l1.head.hash, node.engine.l1.contracts.inbox.messageCount)
    let cases: [(JSONValue, String)] = [
      (["from": "erin"], "either 'action'"), (["from": "nobody", "action": ["type": "cancelAll"]], "nobody"),
      (["from": "erin", "action": ["type": "place"]], "nobody can force 'place'; it must be cancelAll, close"),
      (["from": "erin", "action": ["type": "cancelAll", "slot": 1]], "has no 'slot'"),
      (["from": "erin", "action": ["type": "withdraw"]], "'amount' must be"),
      (["from": "erin", "action": ["type": "withdraw", "amount": "0"]], "is not an amount"),
      (["from": "erin", "action": ["type": "close", "market": "DOGE"]], "UNKNOWN_MARKET"),
      (["from": "erin", "action": ["type": "close", "market": "BTC-PERP", "size": "0.00001"]], "LOT"),
      (["from": "erin", "report": "0x01"], "UNDECODABLE_REPORT"), (["from": "erin", "report": "xyz"], "0x-hex"),
      (["from": "erin", "report": "0x01", "subAccount": 1], "no 'subAccount'"),
      (["from": "erin", "action": ["type": "cancelAll"], "nonce": 1], "has no 'nonce'"),
    ]
    for (message, expected) in cases { #expect(refusal(message)?.contains(expected) == true, "\(message)") }
    #expect(node.engine.l1.head.hash == before.0)
    let stranger = JSONValue.string(Address([UInt8](repeating: 9, count: 20)).checksummed)
    let answer = l1.answer("dev_force", [["from": stranger, "action": ["type": "cancelAll"]]])["error"]
    #expect(answer?["data"]?["reason"] == "REVERTED" && answer?["data"]?["revert"] == "noOwner")
    #expect(answer?["message"]?.stringValue?.contains("has not deposited yet") == true)
    #expect(node.engine.l1.contracts.inbox.messageCount == before.1)
  }

  @Test func `waits while the L1 is congested`() throws {
    _ = l1.ask("dev_congest", 2)
    let count = node.engine.l1.contracts.inbox.messageCount
    let answer = force(["type": "cancelAll"])
    #expect(answer["pending"] == true && answer["nonce"]?.integerValue != nil && answer["message"] == nil)
    #expect(l1.ask("dev_forceInclude", "erin")["pending"] == true)
    _ = l1.ask("dev_advance", 3)
    #expect(node.engine.l1.contracts.inbox.messageCount == count + 1)
  }

  @Test func `is not forced in before it is overdue, and the answer counts the blocks`() throws {
    let all = l1.answer("dev_forceInclude", ["erin"])["error"]
    #expect(all?["data"]?["revert"] == "nothingOverdue")
    let count = node.engine.l1.contracts.inbox.messageCount
    #expect(all?["message"]?.stringValue?.hasSuffix("all \(count) messages are read") == true)
    let forced = force(["type": "cancelAll"])
    _ = l1.ask("dev_advance", 10)
    let early = l1.answer("dev_forceInclude", ["erin"])["error"]?["data"]
    #expect(early?["reason"] == "NOTHING_OVERDUE" && early?["messages"] == .count(count + 1))
    #expect(early?["overdueFromL1Block"] == forced["deadlineL1Block"])
    let head = node.engine.l1.head.block.number
    let left = try #require(forced["deadlineL1Block"]?.integerValue) - Int64(head)
    #expect(early?["blocksLeft"] == .integer(left) && left > 30)
  }

  @Test func `is forced in once it is overdue, and the node goes on behind it`() throws {
    let first = try #require(force(["type": "cancelAll"])["message"])
    let second = try #require(force(["type": "revokeKey"])["message"])
    _ = l1.ask("dev_advance", 60)
    let entries = node.engine.l1.contracts.batchInbox.entryCount
    let answer = l1.ask("dev_forceInclude", "bob")
    #expect(answer["messages"] == [first, second] && answer["entry"] == .count(entries), "\(answer)")
    #expect(answer["sentence"]?.stringValue?.contains("reads 2 overdue messages") == true)
    #expect(node.engine.state.inbox.read == node.engine.l1.contracts.inbox.messageCount)
    try node.queue.sync {
      try node.makeBlocks(20)
      try node.settle()
    }
    #expect(node.engine.heads.claimed == node.engine.heads.unsafe)
    let again = l1.answer("dev_forceInclude", ["bob"])["error"]?["message"]?.stringValue
    #expect(again?.hasSuffix("messages are read") == true)
  }
}
