import Dispatch
import Foundation
import JSON
import Node
import TestSupport
import Testing
import WebServer

@Suite struct `A subscriber` {
  @Test func `is told of every block by its header, after it is durable`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    let client = try served.connect()
    try served.mine(2)
    let answer = try client.ask("perp_subscribe", "blocks")
    #expect(answer["sequence"] == 2)
    try served.sealOnly()
    #expect(try client.soFar().isEmpty)
    try served.mine(3)
    for number in 3...6 as ClosedRange<Int64> {
      let notification = try client.next()
      #expect(notification["subscription"] == answer["subscription"] && notification.sequence == number)
      let block = try client.ask("perp_block", .integer(number))
      let header = try #require(notification.items.first)
      #expect(notification.items.count == 1 && notification["data"]?["block"] == .integer(number))
      #expect(notification["data"]?["timestampMs"] == block["timestampMs"])
      for field in ["hash", "number", "parent", "stateRoot", "receiptsRoot", "stepCount", "messages", "reports"] {
        #expect(header[field] != nil && header[field] == block[field], "\(field)")
      }
      #expect(header["transactionCount"] == .integer(Int64(block["transactions"]?.arrayValue?.count ?? -1)))
      #expect(header["receiptCount"] == .integer(Int64(block["receipts"]?.arrayValue?.count ?? -1)))
    }
  }

  @Test func `hears of what matches, and of nothing else`() throws {
    let served = try ServedNode(population: 60)
    defer { served.stop() }
    try served.mine(1)
    let client = try served.connect()
    let owner: Int64 = 14
    let account = try client.ask("perp_account", .integer(owner))["account"]
    let wishes: [(channel: String, options: JSONValue, passes: (JSONValue) -> Bool)] = [
      ("fills", [:], { $0.isOf(["filled"]) }),
      ("fills", ["market": "ETH-PERP"], { $0.isOf(["filled"]) && $0["market"] == "ETH-PERP" }),
      (
        "fills", ["owner": .integer(owner)],
        { $0.isOf(["filled"]) && ($0["account"] == account || $0["counterparty"] == account) }
      ),
      ("orders", [:], { $0.isOf(JSONValue.orderKinds) }),
      (
        "orders", ["market": "BTC-PERP", "owner": .integer(owner)],
        {
          $0.isOf(JSONValue.orderKinds) && $0["market"] == "BTC-PERP"
            && $0["account"] == account
        }
      ),
      (
        "prices", ["market": "BTC-PERP"],
        { $0.isOf(["priceAccepted", "markSet"]) && $0["market"] == "BTC-PERP" }
      ),
    ]
    let names = try wishes.map { try client.subscribe($0.channel, $0.options) }
    try served.mine(80)
    let heard = Dictionary(grouping: try client.soFar()) { $0["subscription"]?.stringValue ?? "" }
    for (name, wish) in zip(names, wishes) {
      let expected = try (2...81 as ClosedRange<Int64>).compactMap { number -> JSONValue? in
        let items = try client.items(ofBlock: number).filter(wish.passes)
        return items.isEmpty ? nil : ["sequence": .integer(number), "items": .array(items)]
      }
      let found = (heard[name] ?? []).map {
        ["sequence": .integer($0.sequence), "items": .array($0.items)] as JSONValue
      }
      #expect(found == expected && !found.isEmpty, "\(wish.channel) \(wish.options)")
    }
  }

  @Test func `of liquidations hears all that each of them did`() throws {
    let served = try ServedNode(population: 100, history: ServedNode.fall())
    defer { served.stop() }
    let client = try served.connect()
    let all = try client.subscribe("liquidations")
    let some = try client.subscribe("liquidations", ["market": "ETH-PERP"])
    try served.mine(200)
    let heard = Dictionary(grouping: try client.soFar()) { $0["subscription"]?.stringValue ?? "" }
    let items = heard[all, default: []].flatMap(\.items)
    #expect(items.contains { $0.isOf(["liquidationBegan"]) } && items.allSatisfy { $0["source"] == "liquidation" })
    for notification in heard[all, default: []] {
      let expected = try client.items(ofBlock: notification.sequence).filter { $0["source"] == "liquidation" }
      #expect(notification.items == expected)
    }
    let inMarket = heard[all, default: []].flatMap { notification in
      let touched = notification.items.filter { $0["market"] == "ETH-PERP" }.map { $0["index"] }
      return notification.items.filter {
        touched.contains($0["index"]) && ($0["market"] ?? "ETH-PERP") == "ETH-PERP"
      }
    }
    #expect(heard[some, default: []].flatMap(\.items) == inMarket && inMarket.contains { $0["market"] == nil })
  }

  @Test func `resumes without gap or duplicate where it was, also after a restart of the node`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    var live: [Int64: JSONValue] = [:]
    do {
      let served = try ServedNode(try directory.node())
      defer { served.stop() }
      let client = try served.connect()
      _ = try client.subscribe("orders")
      try served.mine(60)
      for notification in try client.soFar() { live[notification.sequence] = notification["data"] }
    }
    let known = try #require(live.keys.sorted().dropFirst(live.count / 2).first)
    let served = try ServedNode(try directory.node())
    defer { served.stop() }
    try served.mine(20)
    let client = try served.connect()
    let answer = try client.ask("perp_subscribe", "orders", ["from": .integer(known)])
    #expect(answer["sequence"] == 80)
    try served.mine(40)
    _ = try client.ask("rollup_heads")
    var expected: [Int64] = []
    for number in (known + 1)...120 as ClosedRange<Int64> {
      let orders = try client.items(ofBlock: number).filter {
        $0.isOf(JSONValue.orderKinds)
      }
      if !orders.isEmpty { expected.append(number) }
    }
    #expect(expected.contains { $0 <= 60 } && expected.contains { 61...80 ~= $0 } && expected.contains { $0 > 80 })
    for number in expected {
      let notification = try client.next()
      #expect(notification.sequence == number)
      if number <= 60 { #expect(notification["data"] == live[number]) }
    }
    #expect(try client.soFar().isEmpty)
  }

  @Test func `may resume behind any block, the last one too, and goes live from there`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    try served.mine(5)
    let client = try served.connect()
    let names = try (0...5 as ClosedRange<Int64>).map { try client.subscribe("blocks", ["from": .integer($0)]) }
    try served.mine(2)
    let heard = Dictionary(grouping: try client.soFar()) { $0["subscription"]?.stringValue ?? "" }
    for (from, name) in names.enumerated() {
      #expect(heard[name]?.map(\.sequence) == (Int64(from + 1)...7).map { $0 })
    }
  }

  @Test func `with a long replay does not keep others waiting`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    try served.node.queue.sync { try served.node.makeBlocks(600) }
    let client = try served.connect()
    let subscribing = try client.send("perp_subscribe", ["blocks", ["from": 0]])
    let asking = try client.send("rollup_heads", [])
    _ = try client.answer(to: subscribing)
    _ = try client.answer(to: asking)
    var before = 0
    while try client.next().sequence < 600 { before += 1 }
    #expect(before == 599)
  }

  @Test func `that unsubscribes hears no more`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    let (client, other) = (try served.connect(), try served.connect())
    let (first, second) = (try client.subscribe("blocks"), try client.subscribe("blocks"))
    try served.mine(1)
    #expect(try client.soFar().count == 2)
    #expect(try other.ask("perp_unsubscribe", .string(first)) == false)
    #expect(try client.ask("perp_unsubscribe", .string(first)) == true)
    #expect(try client.ask("perp_unsubscribe", .string(first)) == false)
    try served.mine(1)
    #expect(try client.soFar().map { $0["subscription"] } == [.string(second)])
    client.webSocket.socket.close()
    #expect(try served.isForsaken())
  }
}

@Suite struct `A subscriber that does not read` {
  @Test func `is cut off, told why, and misses nothing when it resumes`() throws {
    var limits = WebServerLimits()
    limits.outgoingBytes = 1 << 18
    let served = try ServedNode(limits: limits)
    defer { served.stop() }
    let slow = try served.connect(receiveBufferBytes: 4_096)
    let quick = try served.connect()
    for _ in 0..<64 { _ = try slow.subscribe("blocks") }
    _ = try quick.subscribe("blocks")
    try served.mine(400)
    #expect(try quick.soFar().map(\.sequence) == (1...400).map { $0 })
    let closing = try slow.webSocket.receiveClosing()
    #expect(closing.code == 1013 && closing.reason.contains("too slowly"))
    let again = try served.connect()
    _ = try again.subscribe("blocks", ["from": 17])
    for number in 18...400 as ClosedRange<Int64> { #expect(try again.next().sequence == number) }
  }

  @Test func `is sent a replay only as fast as it reads`() throws {
    var limits = WebServerLimits()
    limits.outgoingBytes = 1 << 18
    var feed = FeedLimits()
    feed.replayWaitingBytes = 1 << 17
    let served = try ServedNode(feed: feed, limits: limits)
    defer { served.stop() }
    try served.node.queue.sync { try served.node.makeBlocks(400) }
    let client = try served.connect(receiveBufferBytes: 4_096)
    let calls = try (0..<24).map { _ in try client.send("perp_subscribe", ["blocks", ["from": 0]]) }
    usleep(1_500_000)
    for call in calls { _ = try client.answer(to: call) }
    var heard: [String: Int64] = [:]
    for _ in 0..<(24 * 400) {
      let notification = try client.next()
      let name = notification["subscription"]?.stringValue ?? ""
      #expect(notification.sequence == heard[name, default: 0] + 1)
      heard[name] = notification.sequence
    }
    #expect(heard.count == 24)
  }

  @Test func `is not waited for without end`() throws {
    var feed = FeedLimits()
    feed.replayWaitingBytes = 1 << 14
    feed.stallMilliseconds = 100
    let served = try ServedNode(feed: feed)
    defer { served.stop() }
    try served.node.queue.sync { try served.node.makeBlocks(400) }
    let client = try served.connect(receiveBufferBytes: 4_096)
    for _ in 0..<64 { _ = try client.subscribe("blocks", ["from": 0]) }
    #expect(try served.isForsaken())
    let closing = try client.webSocket.receiveClosing()
    #expect(closing.code == 1013 && closing.reason.contains("replay"))
  }
}

@Suite struct `A subscription is refused` {
  @Test func `over plain HTTP, in an array and on the L1`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    let call = #"{"jsonrpc": "2.0", "id": 1, "method": "perp_subscribe", "params": ["blocks"]}"#
    let posted = try TestSocket(port: served.server.port).ask("POST", "/", Array(call.utf8))
    #expect(posted.text.contains("subscriptions need a WebSocket"))
    let client = try TestWebSocket(port: served.server.port)
    try client.send("[\(call)]")
    #expect(try client.receiveText().contains("a call outside of an array"))
    let l1 = try TestWebSocket(port: served.server.port, path: "/l1")
    try l1.send(call)
    #expect(try l1.receiveText().contains("it is at /"))
  }

  @Test func `where its channel or an option is not known`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    try served.mine(3)
    let client = try served.connect()
    let unknown = try client.refusal("perp_subscribe", "trades")
    #expect(unknown["code"] == -32602)
    #expect(unknown["data"]?["channels"] == ["blocks", "orders", "fills", "prices", "liquidations"])
    #expect(try client.refusal("perp_subscribe")["code"] == -32602)
    for (channel, option) in [("blocks", "market"), ("prices", "owner"), ("fills", "ownr")] {
      let refusal = try client.refusal("perp_subscribe", .string(channel), .object([option: 0]))
      #expect(refusal["code"] == -32602 && refusal["message"]?.stringValue?.contains("'\(option)'") == true)
    }
    #expect(try client.refusal("perp_subscribe", "fills", ["market": "X"])["data"]?["reason"] == "UNKNOWN_MARKET")
    #expect(try client.refusal("perp_subscribe", "fills", ["owner": 999])["data"]?["reason"] == "UNKNOWN_OWNER")
    #expect(try client.refusal("perp_subscribe", "fills", ["from": -1])["code"] == -32602)
    let early = try client.refusal("perp_subscribe", "fills", ["from": 4])
    #expect(early["data"] == ["reason": "SEQUENCE_NOT_KEPT", "from": 4, "lowest": 0, "highest": 3])
  }

  @Test func `behind a block that is not kept any more`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    try directory.node().makeBlocks(40)
    let node = try directory.node()
    try node.settle()
    try directory.deleteBlocks(upTo: 10)
    let served = try ServedNode(node)
    defer { served.stop() }
    let client = try served.connect()
    let refusal = try client.refusal("perp_subscribe", "blocks", ["from": 9])
    #expect(refusal["data"] == ["reason": "SEQUENCE_NOT_KEPT", "from": 9, "lowest": 10, "highest": 40])
    _ = try client.subscribe("blocks", ["from": 10])
    #expect(try client.next().sequence == 11)
  }

  @Test func `where the connection has 64`() throws {
    let served = try ServedNode()
    defer { served.stop() }
    let client = try served.connect()
    let names = try (0..<64).map { _ in try client.subscribe("fills") }
    let refusal = try client.refusal("perp_subscribe", "fills")
    #expect(refusal["code"] == -32005 && refusal["data"]?["limit"] == 64)
    _ = try served.connect().subscribe("fills")
    #expect(try client.ask("perp_unsubscribe", .string(names[7])) == true)
    _ = try client.subscribe("fills")
  }
}

extension JSONValue {
  fileprivate static let orderKinds = [
    "orderRested", "orderAmended", "orderReduced", "orderExpired", "orderCancelled", "remainderCancelled", "stopPlaced",
    "stopReleased",
  ]

  fileprivate func isOf(_ kinds: [String]) -> Bool { kinds.contains(self["type"]?.stringValue ?? "") }
}

extension FeedClient {
  /// What a block did, as the feed would have it, out of `perp_block`.
  fileprivate func items(ofBlock number: Int64) throws -> [JSONValue] {
    let block = try ask("perp_block", .integer(number))
    return (block["receipts"]?.arrayValue ?? []).flatMap { receipt -> [JSONValue] in
      (receipt["events"]?.arrayValue ?? []).compactMap { event in
        guard var item = event.objectValue, let index = receipt["index"]?.integerValue else { return nil }
        item["source"] = receipt["source"]
        item["index"] = receipt["index"]
        if receipt["source"] == "item" { item["hash"] = block["transactions"]?[Int(index)] }
        return .object(item)
      }
    }
  }
}
