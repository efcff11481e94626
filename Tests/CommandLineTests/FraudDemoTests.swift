import Foundation
import JSON
import Testing

@testable import plimsoll

@Suite struct `The demonstration of a dispute` {
  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess.run(ChildProcess.plimsoll, ["fraud", "demo"] + arguments)
  }

  @Test func `tells how the liar is caught, in less than 80 columns, and the same each time`() throws {
    let result = try run()
    #expect(result.exitCode == 0)
    #expect(result.error == "")
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(result.output.contains("dave  claims"))
    #expect(result.output.contains("erin  wrong already"))
    #expect(result.output.contains("dave  right, the error is later") || result.output.contains("dave  wrong already"))
    #expect(result.output.hasSuffix("\nThe liar was caught.\n"))
    #expect(try run().output == result.output)
    #expect(try run("--seed", "2").output != result.output)
  }

  @Test func `comes down to the step of the lie, wherever that is`() throws {
    for (block, step) in [(1, 0), (2, 7), (4, 3), (6, 1)] {
      let result = try run("--corrupt", "\(block):\(step)", "--json")
      #expect(result.exitCode == 0)
      let report = try JSONValue.parse(result.output)
      #expect(report["caught"] == true)
      #expect(report["lie"]?["block"]?.integerValue == Int64(block))
      #expect(report["lie"]?["step"]?.integerValue == Int64(step))
      #expect(report["step"]?["place"] == report["lie"])
      #expect(report["step"]?["rightRoot"] != report["step"]?["wrongRoot"])
      #expect(try #require(report["step"]?["proofBytes"]?.integerValue) > 1_000)
      // What is left shrinks with every move, down to one step.
      let left = try #require(report["moves"]?.arrayValue).compactMap { $0["left"]?["steps"]?.integerValue }
      #expect(zip(left, left.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(left.last.map { $0 <= 2 } == true)
      let gains = try #require(report["gains"]?.arrayValue).compactMap { $0["usdc"]?.stringValue }
      #expect(gains.first?.hasPrefix("-") == true && gains.last?.hasPrefix("-") == false)
    }
  }

  @Test func `refuses a step that there is not`() throws {
    for place in ["7:1", "4:100000", "0:1", "4", "four:1"] {
      let result = try run("--corrupt", place)
      #expect(result.exitCode == 64)
      #expect(result.output == "")
      #expect(result.error.contains("--corrupt"))
    }
  }
}
