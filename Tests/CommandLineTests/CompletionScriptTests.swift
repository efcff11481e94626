import Testing

@testable import plimsoll

@Suite struct `A completion script` {
  /// What bash would offer after these words, the last of which is being written.
  private func offers(_ words: String...) throws -> [String] {
    let bash = try #require(ChildProcess.path(of: "bash"))
    let script = CompletionScript(table: sampleTable, shell: .bash).text
    let driver = """
      compopt() { :; }
      COMP_WORDS=(ship "$@"); COMP_CWORD=$#
      _ship
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try ChildProcess.run(bash, ["-s", "--"] + words, input: script + driver)
    #expect(result.error == "")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test func `offers commands, then what belongs to them`() throws {
    #expect(try offers("s") == ["sail"])
    #expect(try offers("").contains("--man"))
    #expect(try offers("mast", "") == ["up", "down"])
    #expect(try offers("mast", "down", "--j") == ["--json"])
    #expect(try offers("mast", "down", "a") == ["all"])
    #expect(try offers("help", "ma") == ["mast"])
    #expect(try offers("sail", "--k") == ["--knots"])
    #expect(try offers("sail", "Genoa", "st") == ["starboard"])
  }

  @Test func `offers the words of a value, in both forms of an option`() throws {
    #expect(try offers("sail", "--watch", "") == ["none", "always"])
    #expect(try offers("sail", "--watch", "=") == ["none", "always"])
    #expect(try offers("sail", "--watch", "=", "al") == ["always"])
    #expect(try offers("sail", "--knots", "") == [])
    #expect(try offers("haul", "--pace", "f") == ["fast"])
  }

  @Test func `offers files and directories where they belong`() throws {
    #expect(try offers("sail", "--chart", "/etc/host").contains("/etc/hosts"))
    #expect(try offers("sail", "-c", "/etc/host").contains("/etc/hosts"))
    #expect(try offers("sail", "--log", "/et") == ["/etc"])
    #expect(try !offers("sail", "--log", "/etc/host").contains("/etc/hosts"))
    #expect(try offers("sail", "--cargo", "fore", "=", "/etc/host").contains("/etc/hosts"))
  }

  @Test(arguments: Help.tables, Shell.allCases.filter { ChildProcess.path(of: $0.rawValue) != nil })
  func `is a script that its shell can read`(table: CommandTable, shell: Shell) throws {
    let path = try #require(ChildProcess.path(of: shell.rawValue))
    let script = CompletionScript(table: table, shell: shell).text
    let result = try ChildProcess.run(path, shell == .fish ? ["--no-config", "--no-execute"] : ["-n"], input: script)
    #expect(result.exitCode == 0)
    #expect(result.error == "")
  }

  @Test(.enabled(if: ChildProcess.path(of: "fish") != nil, "fish is not installed"))
  func `for fish offers the same`() throws {
    let fish = try #require(ChildProcess.path(of: "fish"))
    let script = CompletionScript(table: sampleTable, shell: .fish).text
    let questions = ["ship sa", "ship mast ", "ship sail --watch al", "ship mast down --j", "ship sail --lo"]
    let result = try ChildProcess.run(
      fish, ["--no-config"], input: script + questions.map { "complete -C '\($0)'\n" }.joined())
    #expect(result.error == "")
    #expect(
      result.output == """
        sail\tSails to a port.
        down\tTakes the mast down.
        up\tPuts the mast up.
        always\tHow long.
        --json\tWrites the result as JSON.
        --log\tWrites it's log: 'here' [or there] \\ not.

        """)
  }

  @Test(arguments: [
    (Shell.bash, "it's a \\ b", "'it'\\''s a \\ b'"), (.zsh, "it's", "'it'\\''s'"),
    (.fish, "it's a \\ b", "'it\\'s a \\\\ b'"),
  ])
  func `quotes as its shell does`(shell: Shell, text: String, quoted: String) {
    #expect(CompletionScript(table: sampleTable, shell: shell).quoted(text) == quoted)
  }
}
