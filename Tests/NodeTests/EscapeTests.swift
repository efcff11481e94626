import Cryptography
import Dispatch
import JSON
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import Simulation
import StateTransition
import TestSupport
import Testing
import Units

@testable import Node

/// A devnet that has traded and settled, and whose rollup can end after 200 silent L1 blocks.
private struct EscapeScene {
  let served: ServedNode
  let node: DevnetNode

  init(blocks: Int = 120, population: Int = 20) throws {
    var configuration = TestDirectory.configuration(1, population, nil)
    configuration.history = nil
    node = try DevnetNode(configuration, genesis: try Self.genesis(), store: NodeStore())
    served = try ServedNode(node)
    if blocks > 0 { try served.mine(blocks) }
  }

  static func genesis() throws -> DevnetGenesis {
    let standard = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    var disputes = standard.l1.disputes
    (disputes.clockMs, disputes.extensionMs) = (4_000, 1_000)
    let l1 = try L1Genesis(
      timestampMs: standard.l1.timestampMs, sequencer: standard.l1.sequencer,
      minimumBondAtoms: standard.l1.minimumBondAtoms, vaultAtoms: standard.l1.vaultAtoms,
      isCollateralRegistered: standard.l1.isCollateralRegistered, balances: standard.l1.balances, disputes: disputes,
      bridge: BridgeRules(withdrawalDelayBlocks: 1, escapeDelayBlocks: 200, exitWindowBlocks: 40))
    return DevnetGenesis(
      genesis: standard.genesis, l1: l1, rules: standard.rules, l1BlockTimeMs: standard.l1BlockTimeMs,
      l1ChainID: standard.l1ChainID)
  }

  struct Refusal: Error, Equatable {
    let reason: String
    let message: String
  }

  @discardableResult
  func call(_ method: String, _ params: JSONValue...) throws -> JSONValue {
    let answer = try ask(method, params)
    guard let error = answer["error"] else { return try #require(answer["result"]) }
    throw Refusal(
      reason: error["data"]?["reason"]?.stringValue ?? "", message: error["message"]?.stringValue ?? "")
  }

  /// Why a call is refused.
  func reason(_ method: String, _ params: JSONValue...) throws -> String? {
    try ask(method, params)["error"]?["data"]?["reason"]?.stringValue
  }

  private func ask(_ method: String, _ params: [JSONValue]) throws -> JSONValue {
    let request: JSONValue = ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(params)]
    let path = ["dev_mine", "rollup_heads"].contains(method) ? "/" : "/l1"
    return try JSONValue.parse(
      try TestSocket(port: served.server.port).ask("POST", path, request.bytes()).body)
  }

  func tokens(_ owner: String, _ asset: String = "USDC") throws -> Int128 {
    let text = try #require(try call("dev_balance", .string(owner), .string(asset)).stringValue)
    return try Decimal.parse(text, decimals: 6)
  }

  func text(_ answer: JSONValue) -> String {
    (answer["text"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")
  }

  /// What the exits in an answer were worth, in USDC.
  func worth(_ answer: JSONValue) throws -> Int128 {
    try (answer["exits"]?.arrayValue ?? []).reduce(0) { sum, exit in
      sum + (try Decimal.parse(exit["worth"]?["USDC"]?.stringValue ?? "0", decimals: 6))
    }
  }
}

@Suite struct `The end of the rollup through the node` {
  private static let names = DevelopmentKeys.all.map(\.name)

  @Test func `comes only after silence, stops the blocks, and says so`() throws {
    let scene = try EscapeScene()
    defer { scene.served.stop() }
    let living = try scene.call("l1_escape")
    #expect(living["isFrozen"] == false && scene.text(living).contains("The rollup lives."))
    #expect(try scene.reason("dev_freeze") == "NOT_SILENT")
    for method in ["dev_exit", "dev_collectExit"] { #expect(try scene.reason(method, "alice") == "NOT_ENDED") }
    #expect(try scene.reason("dev_refundDeposit", 0) == "NOT_ENDED")

    let ended = try scene.call("dev_freeze", true)
    #expect(ended["isFrozen"] == true && ended["isWindowOpen"] == true && ended["claim"]?.integerValue != nil)
    #expect(scene.text(ended).contains("What counts is the state after block"))
    #expect(try scene.reason("dev_freeze") == "ALREADY_ENDED")
    #expect(try scene.reason("dev_exit", 1) == "RESERVED_OWNER")
    #expect(try scene.reason("dev_exit", "alice", ["subAccount": 1]) == "UNKNOWN_SUB_ACCOUNT")
    #expect(try scene.reason("dev_collectExit", "alice") == "NOT_REGISTERED")
    let head = try scene.call("rollup_heads")["unsafe"]
    #expect(try scene.reason("dev_mine") == "ENDED")
    #expect(try scene.reason("dev_deposit", "alice", "1") == "ENDED")
    #expect(try scene.node.queue.sync { try scene.node.makeBlock(at: 1_800_000_000_000) } == nil)
    #expect(try scene.call("rollup_heads")["unsafe"] == head)
  }

  @Test func `gives everybody in full what he had, in whatever order, and deposits back that were not read`() throws {
    let scene = try EscapeScene()
    defer { scene.served.stop() }
    try scene.call("dev_deposit", "alice", "12.5")
    let message = try #require(try scene.call("l1_status")["messages"]?.integerValue) - 1
    try scene.call("dev_freeze", true)
    let before = try Self.names.map { try scene.tokens($0) }
    var worths: [String: Int128] = [:]
    for name in Self.names.dropLast() {
      let answer = try scene.call("dev_exit", .string(name))
      worths[name] = try scene.worth(answer)
      #expect(
        scene.text(answer).contains("It is registered. If the window ended now, it would receive 100% of its USDC"))
      #expect(try scene.reason("dev_exit", .string(name)) == "ALREADY_REGISTERED")
    }
    #expect(worths.values.allSatisfy { $0 > 0 })
    #expect(try scene.reason("dev_collectExit", "alice") == "WINDOW_OPEN")
    #expect(try Self.names.map { try scene.tokens($0) } == before)
    try scene.call("dev_advance", 40)

    let last = try #require(Self.names.last)
    let late = try scene.call("dev_exit", .string(last))
    #expect(scene.text(late).contains("It was paid in full."))
    worths[last] = try scene.worth(late)
    for name in Self.names.dropLast() {
      let answer = try scene.call("dev_collectExit", .string(name))
      #expect(scene.text(answer).contains("It was paid in full."))
      #expect(try scene.reason("dev_collectExit", .string(name)) == "ALREADY_EXITED")
    }
    for (name, tokens) in zip(Self.names, before) {
      #expect(try scene.tokens(name) == tokens + worths[name, default: 0], "\(name)")
      #expect(try scene.reason("dev_exit", .string(name)) == "ALREADY_EXITED")
    }

    let status = try scene.call("l1_escape", "alice")
    #expect(status["refunds"]?[0]?["message"]?.integerValue == message && status["exits"]?[0]?["stage"] == "paid")
    #expect(try scene.call("dev_refundDeposit", .integer(message))["amount"] == "12.5")
    #expect(try scene.tokens("alice") == before[0] + worths["alice", default: 0] + 12_500_000)
    #expect(try scene.reason("dev_refundDeposit", .integer(message)) == "ALREADY_REFUNDED")
    #expect(try scene.reason("dev_refundDeposit", 0) == "DEPOSIT_WAS_READ")
  }

  @Test func `pays traders what their open positions were worth at their marks, and no more than there is`() throws {
    let scene = try EscapeScene(blocks: 120, population: 30)
    defer { scene.served.stop() }
    try scene.call("dev_freeze", true)
    let state = try scene.node.queue.sync { try scene.node.engine.settledMachine().execution.state }
    let (vault, first) = (try Self.vault(scene), Owner.Reserved.allCases.count)
    var (sum, positions) = (Int128(0), 0)
    for owner in first..<Int(state.owners.count) {
      let answer = try scene.call("dev_exit", .integer(Int64(owner)))
      sum += try scene.worth(answer)
      let account = try state.accounts.read(UInt64(try state.owners.read(UInt64(owner)).firstAccount.index))
      positions += account.firstPosition == .none ? 0 : 1
      let exit = try #require(answer["exits"]?[0])
      let value = try state.exitValue(of: AccountID(UInt32(exit["account"]?.integerValue ?? 0)))
      #expect(exit["worth"]?["USDC"]?.stringValue == Decimal.format(Notional(atoms: Int128(value.atoms))))
    }
    #expect(positions > 10, "nobody trades")
    for reserved in Owner.Reserved.allCases { sum += Int128(try state.exitValue(of: reserved.account).atoms) }
    // Rounding leaves a little with nobody.
    #expect(sum <= vault && sum + 1_000 > vault, "\(sum) of \(vault)")
  }

  private static func vault(_ scene: EscapeScene) throws -> Int128 {
    try Decimal.parse(try #require(try scene.call("l1_status")["vault"]?.stringValue), decimals: 6)
  }

  @Test func `that comes before anything was settled gives all deposits back`() throws {
    let scene = try EscapeScene(blocks: 0, population: 0)
    defer { scene.served.stop() }
    let ended = try scene.call("dev_freeze", true)
    #expect(ended["claim"] == .null && scene.text(ended).contains("No claim was settled before"))
    #expect(try scene.reason("dev_exit", "alice") != nil)
    let refunds = try #require(ended["unrefunded"]?["USDC"]?.stringValue)
    #expect(refunds == "10000000")
    let before = try scene.tokens("bob")
    #expect(try scene.call("dev_refundDeposit", 1)["recipient"] == .string(DevelopmentKeys.all[1].address.checksummed))
    #expect(try scene.tokens("bob") == before + Int128(DevnetNode.developmentDepositAtoms))
  }

  @Test func `is still the end after a restart`() throws {
    let directory = try TestDirectory()
    defer { directory.remove() }
    func open() throws -> Engine {
      try Engine.open(
        try EscapeScene.genesis(), policy: Engine.Policy(batchIntervalMs: 1_000),
        store: try NodeStore(directory: directory.path))
    }
    var worth: ExitValue?
    do {
      let engine = try open()
      engine.deposit(1_000, from: DevnetKeys.faucet.address, to: DevelopmentKeys.all[0].address)
      try engine.mineL1()
      for _ in 0..<62 { _ = try engine.seal(at: engine.state.clock.timestampMs + 250, reports: []) }
      #expect(try engine.freeze(from: DevnetKeys.faucet.address, isHurried: true) == .frozen)
      let machine = try engine.settledMachine()
      worth = try machine.execution.state.exitValue(of: AccountID(4))
      #expect(try engine.exit(AccountID(4), in: machine) == .exitRegistered(AccountID(4)))
      try engine.flush()
    }
    let engine = try open()
    #expect(engine.l1.contracts.escape.freeze != nil)
    #expect(engine.l1.contracts.escape.exit(of: AccountID(4)).atoms == 1_000 && worth?.atoms == 1_000)
    #expect(try engine.settledMachine().execution.state.exitValue(of: AccountID(4)) == worth)
    for _ in 0..<40 { try engine.mineL1() }
    let before = engine.l1.contracts.accounts[DevelopmentKeys.all[0].address].atoms
    #expect(try engine.collectExit(AccountID(4)) == .exitPaid(AccountID(4)))
    #expect(engine.l1.contracts.accounts[DevelopmentKeys.all[0].address].atoms == before + 1_000)
  }
}
