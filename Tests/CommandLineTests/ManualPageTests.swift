import Testing

@testable import plimsoll

@Suite struct `The manual page` {
  @Test(.enabled(if: ChildProcess.path(of: "mandoc") != nil, "mandoc is not installed"), arguments: Help.tables)
  func `leaves mandoc nothing to remark`(table: CommandTable) throws {
    let mandoc = try #require(ChildProcess.path(of: "mandoc"))
    let result = try ChildProcess.run(mandoc, ["-T", "lint"], input: ManualPage(table: table).text)
    #expect(result.output == "")
    #expect(result.exitCode == 0)
  }

  @Test(arguments: Help.tables)
  func `has every command, option, variable and exit status`(table: CommandTable) {
    let page = ManualPage(table: table).text
    for command in table.commands {
      #expect(page.contains("\n.Ss \(command.name)\n"))
      for option in command.options { #expect(page.contains("Fl -\(option.long)")) }
      for variable in command.options.compactMap(\.environment) { #expect(page.contains("\n.It Ev \(variable)\n")) }
    }
    for exitCode in ExitCode.allCases { #expect(page.contains("\n.It \(exitCode.rawValue)\n")) }
  }

  @Test func `keeps text from being read as macros and escapes`() {
    let page = ManualPage(table: sampleTable).text
    #expect(page.contains("\n\\&.Second paragraph"))
    #expect(page.contains("It is 'well' \\e made."))
    #expect(page.contains("Ar \\&ID"))
  }

  @Test func `shows each command's usage`() {
    let page = ManualPage(table: sampleTable).text
    #expect(page.contains(".Cm haul\n.Pq Fl -rope Ar \\&ID | Fl -chain Ar \\&ID\n"))
    #expect(page.contains("\n.Ar PORT\n.Ar port|starboard\n.Op Ar NAME ...\n.Op Fl -chart Ar F\n"))
    #expect(page.contains("\n.Op Fl -cargo Ar HOLD=FILE ...\n"))
    #expect(page.contains("\n.Fl -to Ar WHERE\n"))
  }
}
