import Foundation
import Testing

@testable import plimsoll

@Suite struct `The program` {
  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess.run(ChildProcess.plimsoll, arguments)
  }

  @Test func `writes help to standard output and ends well`() throws {
    for arguments in [["-h"], ["--help"], ["help"], ["version", "-h"], ["help", "version"]] {
      let result = try ChildProcess.run(ChildProcess.plimsoll, arguments)
      #expect(result.exitCode == 0)
      #expect(result.output.contains("Usage: plimsoll "))
      #expect(result.error == "")
    }
  }

  @Test func `writes a wrong command line's message to standard error and ends with 64`() throws {
    for arguments in [[], ["verson"], ["version", "--jsn"], ["version", "surplus"]] {
      let result = try ChildProcess.run(ChildProcess.plimsoll, arguments)
      #expect(result.exitCode == 64)
      #expect(result.output == "")
      #expect(result.error.hasPrefix("plimsoll"))
      #expect(result.error.hasSuffix("--help'.\n"))
    }
  }

  @Test func `says when its result cannot be written`() throws {
    let bash = try #require(ChildProcess.path(of: "bash"))
    let result = try ChildProcess.run(bash, ["-c", "\"$0\" version >/dev/full", ChildProcess.plimsoll])
    #expect(result.exitCode == 69)
    #expect(result.error == "plimsoll: cannot write: No space left on device\n")
  }

  @Test func `shows its version in every form`() throws {
    #expect(try run("version").output == "plimsoll 0.1.0\n")
    #expect(try run("--version").output == "plimsoll 0.1.0\n")
    #expect(try run("version", "--json").output == "{\n  \"version\" : \"0.1.0\"\n}\n")
  }

  @Test func `lists the development keys on standard output, and warns of them on standard error`() throws {
    for arguments in [["keys"], ["keys", "--json"]] {
      let result = try ChildProcess.run(ChildProcess.plimsoll, arguments)
      #expect(result.exitCode == 0)
      #expect(result.error.contains("WILL BE LOST"))
      #expect(!result.output.contains("LOST"))
    }
    let lines = try run("keys").output.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(
      lines.first == """
        alice   0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266  \
        0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
        """)
  }

  @Test func `lists the development keys as JSON in the same order`() throws {
    struct Row: Decodable { let name: String, address: String, privateKey: String }
    let result = try run("keys", "--json")
    let rows = try JSONDecoder().decode([Row].self, from: Data(result.output.utf8))
    let lines = rows.map { [$0.name, $0.address, $0.privateKey].joined(separator: " ") }
    #expect(
      lines == (try run("keys").output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }))
  }

  @Test func `writes its manual and scripts`() throws {
    #expect(try run("--man").output == ManualPage(table: Program.table).text)
    for shell in Shell.allCases {
      let script = CompletionScript(table: Program.table, shell: shell).text
      #expect(try run("--generate-completion-script", shell.rawValue).output == script)
    }
  }
}
