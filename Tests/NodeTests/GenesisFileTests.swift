import SSZ
import MockL1
import Ledger
import Foundation
import JSON
import Ledger
import Node
import SSZ
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
