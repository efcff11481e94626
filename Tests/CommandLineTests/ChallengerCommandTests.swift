import Foundation
import JSON
import Testing

@testable import plimsoll

@Suite struct `The challenger as a process` {
  @Test func `checks the claims of a node, and ends after as many L1 blocks as it was told`() throws {
    let devnet = try BackgroundDevnet("--block-time", "manual")
    #expect(try devnet.run("l1", "advance", "--blocks", "3").exitCode == 0)
    let result = try devnet.run("challenger", "--blocks", "4", "--json")
    #expect(result.exitCode == 0)
    #expect(result.error.contains("erin watches the L1"))
    for line in result.output.split(separator: "\n") {
      #expect(try JSONValue.parse(String(line))["type"] != nil)
    }
    #expect(try devnet.run("challenger", "--as", "nobody").exitCode == 64)
  }

  @Test func `waits for a node that is away, and ends well when it is asked to`() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let first = try BackgroundDevnet("--data", directory, "--block-time", "50")
    let challenger = try BackgroundProcess(["challenger", "--url", first.url])
    #expect(challenger.becomes { $0.output.contains("is right") }, "\(challenger.error)")
    #expect(first.process.end() == 0)
    #expect(challenger.becomes { $0.error.contains("nobody answers") })
    let second = try BackgroundDevnet(port: first.port, "--data", directory, "--block-time", "50")
    #expect(challenger.becomes { $0.error.contains("answers again") })
    let count = challenger.output.split(separator: "\n").count
    #expect(challenger.becomes { $0.output.split(separator: "\n").count > count }, "\(challenger.error)")
    #expect(challenger.end() == 0)
    #expect(challenger.error.contains("and ends"))
    #expect(!challenger.output.contains("WRONG"))
    #expect(second.process.end() == 0)
  }

  @Test func `says where nobody answers`() throws {
    let result = try ChildProcess.run(ChildProcess.plimsoll, ["challenger", "--url", "http://127.0.0.1:9"])
    #expect(result.exitCode == 69 && result.error.contains("nobody answers"))
  }
}
