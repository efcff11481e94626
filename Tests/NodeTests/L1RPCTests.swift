import Cryptography
import Dispatch
import JSON
import Ledger
import MockL1
import SSZ
import Testing

@testable import Node

@Suite struct `The L1 over JSON-RPC` {
  private func node(population: Int = 5) throws -> DevnetNode {
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    return try DevnetNode(TestDirectory.configuration(1, population, nil), genesis: genesis, store: NodeStore())
  }

  private func call(_ call: L1Call) -> JSONValue { .string(Hex.encode(call.encoded())) }

  @Test func `hands out the genesis, and every durable block with the bytes of its entries`() throws {
    let node = try node()
    let (l1, l2) = (NodeLine(node: node, layer: .l1), NodeLine(node: node, layer: .l2))
    try node.queue.sync { try node.makeBlocks(40) }
    #expect(l1.ask("rollup_genesis") == l2.ask("rollup_genesis"))
    #expect(try l1.l1.genesis() == node.engine.genesis)
    let head = node.engine.l1.head.block.number
    let listed = try #require(l1.ask("l1_blocks", 0).arrayValue)
    #expect(listed.count == Int(head) + 1)
    for (number, shown) in listed.enumerated() {
      let data = try #require(shown["data"]?.stringValue.flatMap(Hex.decode))
      let block = try L1Block.decoded(data)
      #expect(shown["number"]?.integerValue == Int64(number) && block.number == UInt64(number))
      #expect(shown["hash"]?.stringValue == block.hash.hex)
      #expect(shown["parentHash"]?.stringValue == block.parentHash.hex)
      #expect(number == 0 || shown["parentHash"] == listed[number - 1]["hash"])
      #expect(shown["timestampMs"]?.integerValue == Int64(block.timestampMs))
    }
    #expect(l1.ask("l1_blocks", 3, 2).arrayValue == Array(listed[3..<5]))
    #expect(l1.ask("l1_blocks", .count(head + 1)).arrayValue == [])
    for entry in node.engine.l1.contracts.batchInbox.entries {
      let data = try #require(l1.ask("l1_batch", .count(entry.index)).stringValue.flatMap(Hex.decode))
      #expect(SHA256.hash(data) == entry.dataHash && !data.isEmpty)
      #expect(l1.ask("l1_batch", .hash(entry.dataHash)) == .string(Hex.encode(data)))
    }
    #expect(l1.ask("l1_batch", 1_000) == .null && l1.ask("l1_batch", .hash(Bytes32())) == .null)
    let wrong: [(method: String, parameters: [JSONValue])] = [
      ("l1_blocks", [-1]), ("l1_blocks", [0, 257]), ("l1_batch", ["0x1"]), ("l1_batch", []),
    ]
    for call in wrong {
      let error = l1.answer(call.method, call.parameters)["error"]
      #expect(error?["code"]?.integerValue == RPCError.invalidParamsCode)
    }
  }

  @Test func `says nothing of blocks and batches that are not durable`() throws {
    let node = try node()
    let l1 = NodeLine(node: node, layer: .l1)
    try node.queue.sync { try node.makeBlocks(4) }
    let (head, entries) = (node.engine.l1.head.block.number, node.engine.l1.contracts.batchInbox.entryCount)
    try node.queue.sync {
      while node.engine.l1.contracts.batchInbox.entryCount == entries {
        try node.makeBlock(at: node.summary.timestampMs + 250)
      }
    }
    #expect(node.engine.l1.head.block.number > head && node.engine.durableL1Head < node.engine.l1.head.block.number)
    #expect(l1.ask("l1_blocks", .count(node.engine.durableL1Head + 1)).arrayValue == [])
    let entry = node.engine.l1.contracts.batchInbox.entries[Int(entries)]
    #expect(l1.ask("l1_batch", .count(entries)) == .null && l1.ask("l1_batch", .hash(entry.dataHash)) == .null)
    try node.queue.sync { try node.flush() }
    #expect(l1.ask("l1_batch", .hash(entry.dataHash)) != .null)
    #expect(node.engine.durableL1Head == node.engine.l1.head.block.number)
  }

  @Test func `sends what anybody asks of the contracts, and says what came of it`() throws {
    let node = try node()
    let l1 = NodeLine(node: node, layer: .l1)
    try node.queue.sync { try node.makeBlocks(20) }
    let address = DevelopmentKeys.all[4].address
    let deposit = call(.deposit(DepositCall(beneficiary: address, amount: 5)))
    let sent = l1.ask("dev_l1Send", ["from": "erin", "call": deposit], ["from": "erin", "call": call(.forceInclude)])
    let outcomes = try #require(sent.arrayValue)
    #expect(outcomes.map { $0["status"] } == ["included", "included"])
    #expect(outcomes[0]["outcome"]?["type"] == "deposited" && outcomes[1]["outcome"]?["type"] == "reverted")
    #expect(outcomes[1]["outcome"]?["revert"] == "nothingOverdue")
    #expect(outcomes[1]["sentence"]?.stringValue?.hasPrefix("the L1 refuses it: of ") == true)
    let nonce = try #require(outcomes[0]["nonce"])
    #expect(l1.ask("l1_outcome", "erin", nonce) == outcomes[0])
    let transaction = L1Transaction(
      sender: address, nonce: UInt64(nonce.integerValue ?? 0),
      call: .deposit(DepositCall(beneficiary: address, amount: 5)))
    #expect(outcomes[0]["hash"]?.stringValue == transaction.hash.hex)
    #expect(
      l1.ask("l1_outcome", "erin", 99) == ["from": .string(address.checksummed), "nonce": 99, "status": "unknown"])
    // While the L1 is congested it waits.
    _ = l1.ask("dev_congest", 2)
    let later = l1.ask("dev_l1Send", ["from": "erin", "call": deposit])
    #expect(later.arrayValue?[0]["status"] == "waiting")
    _ = l1.ask("dev_advance", 3)
    let nextNonce = JSONValue.integer((nonce.integerValue ?? 0) + 2)
    #expect(l1.ask("l1_outcome", "erin", nextNonce)["status"] == "included")
    try node.queue.sync { try node.makeBlocks(20) }
  }

  @Test func `sends nothing that it cannot, and says why`() throws {
    let node = try node()
    let l1 = NodeLine(node: node, layer: .l1)
    try node.queue.sync { try node.makeBlocks(20) }
    let before = (node.engine.l1.head.hash, node.engine.l1.pending.count)
    func refusal(_ from: JSONValue, _ call: JSONValue) -> String? {
      l1.refusal("dev_l1Send", ["from": "erin", "call": self.call(.forceInclude)], ["from": from, "call": call])
    }
    #expect(refusal("erin", "0x00") == "UNDECODABLE_CALL" && refusal("erin", "0x0500") == "UNDECODABLE_CALL")
    #expect(refusal("erin", "0x") == "UNDECODABLE_CALL" && refusal("erin", "0x05zz")?.contains("0x-hex") == true)
    #expect(refusal("nobody", "0x05")?.contains("nobody") == true)
    let sequencer = JSONValue.string(DevnetKeys.sequencer.address.checksummed)
    #expect(refusal(sequencer, "0x05") == "SEQUENCERS_OWN")
    #expect(refusal("erin", call(.postBatch(PostBatchCall()))) == "NOT_SENT_HERE")
    var step = StepCall()
    step.batchHash = SHA256.hash([1])
    #expect(refusal("erin", call(.step(step))) == "UNKNOWN_BATCH")
    #expect(l1.refusal("dev_l1Send")?.contains("1 to 64") == true)
    #expect(node.engine.l1.head.hash == before.0 && node.engine.l1.pending.count == before.1)
    let stranger = NodeLine(node: node, layer: .l1, isLoopback: false)
    #expect(stranger.refusal("dev_l1Send", ["from": "erin", "call": "0x05"])?.contains("own machine") == true)
    #expect(stranger.ask("l1_blocks", 0).arrayValue?.isEmpty == false)
  }

  @Test func `lets the bytes of an entry travel beside the step that takes it in`() throws {
    let node = try node()
    let l1 = NodeLine(node: node, layer: .l1)
    try node.queue.sync { try node.makeBlocks(30) }
    var step = StepCall()
    step.batchHash = node.engine.l1.contracts.batchInbox.entries[0].dataHash
    let sent = l1.ask("dev_l1Send", ["from": "erin", "call": call(.step(step))])
    #expect(sent.arrayValue?[0]["outcome"]?["revert"] == "noSuchMove")
    // A reorg sends it again, and it finds its bytes again.
    _ = l1.ask("dev_reorg", 1)
    #expect(l1.ask("l1_outcome", "erin", sent.arrayValue?[0]["nonce"] ?? .null)["status"] == "included")
  }
}
