import Testing

@testable import plimsoll

@Suite struct `A variable` {
  @Test func `goes before the default, and the command line before it`() throws {
    let environment = ["SHIP_KNOTS": "20", "SHIP_CHART": "e.map"]
    #expect(try arguments("sail a port", environment: environment).integer("knots") == 20)
    #expect(try arguments("sail a port", environment: environment).string("chart") == "e.map")
    #expect(try arguments("sail a port -k 30", environment: environment).integer("knots") == 30)
  }

  @Test func `that is empty is none`() throws {
    #expect(try arguments("sail a port", environment: ["SHIP_KNOTS": ""]).integer("knots") == 7)
  }

  @Test func `is held to the same form as the option, and named when it is wrong`() {
    let environment = ["SHIP_KNOTS": "41"]
    #expect(
      refusal(of: "sail a port", environment: environment) == .outOfRange(of: "SHIP_KNOTS", found: 41, range: 1...40))
    #expect(refusal(of: "sail a port -k 3", environment: environment) == nil)
  }

  @Test func `of a flag is 1 or 0`() throws {
    #expect(try arguments("sail a port", environment: ["SHIP_QUIET": "1"]).flag("quiet"))
    #expect(try !arguments("sail a port", environment: ["SHIP_QUIET": "0"]).flag("quiet"))
    #expect(
      refusal(of: "sail a port", environment: ["SHIP_QUIET": "no"]) == .notAFlag(of: "SHIP_QUIET", found: "no"))
  }

  @Test func `gives way to an option of the same choice`() throws {
    let parsed = try arguments("haul --to x --chain 3", environment: ["SHIP_ROPE": "1"])
    #expect(parsed.string("rope") == nil)
    #expect(parsed.string("chain") == "3")
    #expect(try arguments("haul --to x", environment: ["SHIP_ROPE": "1"]).string("rope") == "1")
  }

  @Test func `and another of the same choice exclude each other`() {
    #expect(
      refusal(of: "haul --to x", environment: ["SHIP_ROPE": "1", "SHIP_CHAIN": "2"])
        == .exclusive(["SHIP_ROPE", "SHIP_CHAIN"]))
  }
}
