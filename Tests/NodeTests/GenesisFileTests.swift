import Foundation
import JSON
import Node
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
    ("chainId", "901", "chainId"), ("markets", .array([]), "markets and oracle"), ("insurance", .null, "insurance"),
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
}
