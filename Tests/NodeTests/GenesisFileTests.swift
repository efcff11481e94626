import Foundation
import JSON
import Ledger
import MockL1
import Node
import SSZ
import Settlement
import Testing

@Suite struct `A genesis file` {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("genesis/devnet.json")

  @Test func `in the repository is what a devnet starts from without one`() throws {
    let text = try Data(contentsOf: Self.path)
    #expect(try DevnetGenesis(text: Array(text)) == DevnetGenesis.standard)
  }

  @Test func `reads back as it was written`() throws {
    let genesis = DevnetGenesis.standard.starting(at: 1_621_296_000_000)
    #expect(try DevnetGenesis(text: genesis.json.bytes()) == genesis)
  }

  @Test func `lets disputes start from the machine that it describes`() throws {
    let begun = DevnetGenesis.standard.starting(at: 1_621_296_000_000)
    for genesis in [.standard, begun, try DevnetGenesis(text: begun.json.bytes())] {
      var machine = Machine(genesis: try genesis.genesis.state(), rules: genesis.rules)
      #expect(genesis.l1.disputes.genesisMachineRoot == machine.root())
    }
    let roots = [DevnetGenesis.standard, begun].map(\.l1.disputes.genesisMachineRoot)
    #expect(roots[0] != roots[1])
  }

  @Test(arguments: [
    ("format", JSONValue.integer(9), "format"), ("bridge", "0x12", "bridge"), ("insurance", "-1", "markets and oracle"),
    ("chainId", "901", "chainId"), ("backstop", "-1", "markets and oracle"), ("ladder", .null, "ladder.targetShare"),
    ("collateral", .object(JSONObject()), "collateral.symbol"), ("insuranceFeeShare", "2", "insuranceFeeShare"),
    ("markets", .array([]), "markets and oracle"), ("insurance", .null, "insurance"),
  ])
  func `that is wrong is refused with the place`(row: (field: String, value: JSONValue, path: String)) throws {
    var object = try #require(DevnetGenesis.standard.json.objectValue)
    object[row.field] = row.value
    do {
      _ = try DevnetGenesis(text: JSONValue.object(object).bytes())
      Issue.record("accepted a wrong \(row.field)")
    } catch {
      #expect(error.path == row.path)
    }
  }

  @Test(arguments: [
    ("disputes", "clockMs", JSONValue.integer(0), "l1.disputes.clockMs"),
    ("disputes", "batchLevels", 63, "l1.disputes.batchLevels"), ("disputes", "stepLevels", 47, "l1.disputes"),
    ("disputes", "extensionMs", 150_001, "l1.disputes"), ("disputes", "bondPerLevel", "1000000000000", "l1.disputes"),
    ("disputes", "winnerShare", "1.1", "l1.disputes.winnerShare"),
    ("forced", "delayBlocks", 0, "l1.forced.delayBlocks"),
    ("forced", "messageLimit", -1, "l1.forced.messageLimit"),
    ("bridge", "escapeDelayBlocks", 0, "l1.bridge.escapeDelayBlocks"),
    ("bridge", "exitWindowBlocks", "1800", "l1.bridge.exitWindowBlocks"),
  ])
  func `with wrong rules of the L1 is refused with the place`(
    row: (contract: String, field: String, value: JSONValue, path: String)
  ) throws {
    let text = try Self.text(with: row.contract) { $0[row.field] = row.value }
    let error = #expect(throws: GenesisFileError.self) { try DevnetGenesis(text: text) }
    #expect(error?.path == row.path)
  }

  @Test func `sets the rules of disputes, of forced messages and of the bridge`() throws {
    let text = try Self.text(with: "disputes") { rules in
      (rules["clockMs"], rules["extensionMs"], rules["baseBond"]) = (20_000, 10_000, "2.5")
    }
    let genesis = try DevnetGenesis(text: text)
    var disputes = DevnetGenesis.standard.l1.disputes
    (disputes.clockMs, disputes.extensionMs, disputes.baseBondAtoms) = (20_000, 10_000, 2_500_000)
    #expect(genesis.l1.disputes == disputes)
    let bridge = try DevnetGenesis(text: Self.text(with: "bridge") { $0["escapeDelayBlocks"] = 7 }).l1.bridge
    #expect(bridge == BridgeRules(withdrawalDelayBlocks: 10, escapeDelayBlocks: 7, exitWindowBlocks: 1_800))
    let forced = try DevnetGenesis(text: Self.text(with: "forced") { $0["messageLimit"] = 3 }).l1.forced
    #expect(forced == ForcedRules(delayBlocks: 50, messageLimit: 3))
  }

  @Test func `from before there were rules of the L1 is told what it lacks`() throws {
    var object = try #require(DevnetGenesis.standard.json.objectValue)
    var l1 = JSONObject()
    for member in try #require(object["l1"]?.objectValue).members
    where !["disputes", "forced", "bridge"].contains(member.key) {
      l1[member.key] = member.value
    }
    object["l1"] = .object(l1)
    let error = #expect(throws: GenesisFileError.self) {
      try DevnetGenesis(text: JSONValue.object(object).bytes())
    }
    #expect(error?.description == "genesis, l1.disputes.batchLevels: missing; it must be an integer from 0 to 62")
  }

  /// The standard genesis with the rules of one of the L1's contracts changed.
  private static func text(with contract: String, _ change: (inout JSONObject) -> Void) throws -> [UInt8] {
    var object = try #require(DevnetGenesis.standard.json.objectValue)
    var l1 = try #require(object["l1"]?.objectValue)
    var rules = try #require(l1[contract]?.objectValue)
    change(&rules)
    l1[contract] = .object(rules)
    object["l1"] = .object(l1)
    return JSONValue.object(object).bytes()
  }

  @Test func `may do without collateral and without funding`() throws {
    var object = try #require(DevnetGenesis.standard.json.objectValue)
    object["collateral"] = .null
    var l1 = try #require(object["l1"]?.objectValue)
    l1["collateralBalances"] = .object(JSONObject())
    object["l1"] = .object(l1)
    object["markets"] = .array(try Self.markets { $0["funding"] = .null })
    let genesis = try DevnetGenesis(text: JSONValue.object(object).bytes())
    #expect(!genesis.genesis.parameters.collateral.isEnabled)
    #expect(genesis.genesis.markets.elements.allSatisfy { $0.funding.intervalMs == 0 })
    #expect(genesis.json == .object(object))
  }

  @Test func `without a collateral asset gives nobody any`() throws {
    var object = try #require(DevnetGenesis.standard.json.objectValue)
    object["collateral"] = .null
    let error = #expect(throws: GenesisFileError.self) {
      try DevnetGenesis(text: JSONValue.object(object).bytes())
    }
    #expect(error?.path.hasPrefix("l1.collateralBalances.0x") == true)
  }

  @Test(arguments: [
    ("takerFee", JSONValue.string("1.5"), "markets[0].takerFee"), ("makerFee", "-1.5", "markets[0].makerFee"),
    ("makerFee", "-0.0006", "markets and oracle"), ("funding", .object(JSONObject()), "markets[0].funding.intervalMs"),
    ("symbol", "BTC PERP", "markets[0].symbol"),
  ])
  func `with a wrong market is refused with the place`(row: (field: String, value: JSONValue, path: String)) throws {
    var object = try #require(DevnetGenesis.standard.json.objectValue)
    object["markets"] = .array(try Self.markets { $0[row.field] = row.value })
    let error = #expect(throws: GenesisFileError.self) {
      try DevnetGenesis(text: JSONValue.object(object).bytes())
    }
    #expect(error?.path == row.path)
  }

  private static func markets(_ change: (inout JSONObject) -> Void) throws -> [JSONValue] {
    try (DevnetGenesis.standard.json["markets"]?.arrayValue ?? []).map { market in
      var market = try #require(market.objectValue)
      change(&market)
      return .object(market)
    }
  }
}
