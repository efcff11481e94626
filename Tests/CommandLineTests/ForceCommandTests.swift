import Foundation
import JSON
import Testing

@testable import plimsoll

@Suite struct `The commands that force something` {
  @Test func `say where it stands in the inbox, and how long the sequencer has`() throws {
    let devnet = try BackgroundDevnet("--block-time", "manual")
    let commands = [
      ["withdraw", "1.5"], ["cancel-all", "--in", "BTC-PERP"],
      ["close", "ETH-PERP", "--size", "0.5", "--limit", "3000"],
      ["revoke-keys", "--slot", "2"],
    ]
    for command in commands {
      let arguments = ["force"] + command + ["--as", "erin", "--url", devnet.url]
      let result = try ChildProcess.run(ChildProcess.plimsoll, arguments)
      #expect(result.exitCode == 0, "\(result.error)")
      #expect(result.output.hasPrefix("it is message ") && result.output.contains("anybody can force it in"))
      let json = try ChildProcess.run(ChildProcess.plimsoll, arguments + ["--json"])
      let answer = try JSONValue.parse(json.output)
      let block = try #require(answer["l1Block"]?.integerValue)
      #expect(answer["message"]?.integerValue != nil && answer["deadlineL1Block"]?.integerValue == block + 50)
    }
    let early = try devnet.run("force-include")
    #expect(early.exitCode == 1 && early.output == "")
    #expect(early.error.contains("nothing is overdue") && early.error.contains("blocks"))
    #expect(try devnet.run("l1", "advance", "--blocks", "60").exitCode == 0)
    let late = try devnet.run("force-include", "--as", "bob")
    #expect(late.exitCode == 0 && late.output.contains("overdue messages, up to"))
    #expect(devnet.process.end() == 0)
  }

  @Test func `refuse what cannot be forced`() throws {
    let devnet = try BackgroundDevnet("--block-time", "manual")
    #expect(try devnet.run("force", "withdraw", "none", "--as", "erin").exitCode == 1)
    #expect(try devnet.run("force", "close", "DOGE", "--as", "erin").error.contains("no market 'DOGE'"))
    #expect(try devnet.run("force", "report", "0x00", "--as", "erin").error.contains("SignedPriceReport"))
    #expect(try devnet.run("force", "revoke-keys", "--slot", "9", "--as", "erin").exitCode == 64)
    #expect(try devnet.run("force", "cancel-all").exitCode == 64)
  }
}
