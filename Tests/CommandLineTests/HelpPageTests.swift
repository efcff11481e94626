import Testing

@testable import plimsoll

@Suite struct `Help` {
  static let tables = [sampleTable, Program.table]

  static func topics(of table: CommandTable) -> [HelpTopic] {
    [.program] + table.firstWords.filter { !table.group($0).isEmpty }.map(HelpTopic.group)
      + table.commands.map(HelpTopic.command)
  }

  @Test(arguments: tables)
  func `fits 80 columns`(table: CommandTable) {
    for topic in Self.topics(of: table) {
      for line in HelpPage(table: table, topic: topic).text.split(separator: "\n") {
        #expect(line.count <= 80, "\(line)")
        #expect(line.last != " ", "\(line)")
      }
    }
  }

  @Test(arguments: tables)
  func `of a program names every command, and of a command every option`(table: CommandTable) {
    let page = HelpPage(table: table, topic: .program).text
    for command in table.commands {
      #expect(page.contains("\n  \(command.name) "))
      let page = HelpPage(table: table, topic: .command(command)).text
      for option in command.allOptions { #expect(page.contains(" \(option.usage)")) }
    }
  }

  @Test(arguments: tables)
  func `is made of sentences`(table: CommandTable) {
    let summaries =
      table.commands.map(\.summary) + table.commands.flatMap(\.options).map(\.summary)
      + table.commands.flatMap(\.arguments).map(\.summary)
    for summary in summaries {
      #expect(summary.hasSuffix(".") && summary.first.map { $0.isUppercase } == true, "\(summary)")
    }
  }

  @Test func `shows usage, arguments, options, defaults and variables`() throws {
    let command = try #require(sampleTable.command(named: "sail"))
    #expect(
      HelpPage(table: sampleTable, topic: .command(command)).text == """
        Usage: ship sail PORT port|starboard [NAME...] [--chart F] [--knots N]
                         [--cargo HOLD=FILE]... [--watch HOURS|none|always] [--log DIR]
                         [--quiet]

        Sails to a port.

        First paragraph.

        .Second paragraph, with a dot.

        Arguments:
          PORT            Where to.
          port|starboard  Which side.
          [NAME...]       Who comes along.

        Options:
          -c, --chart F               Uses this chart. (environment: SHIP_CHART)
          -k, --knots N               How fast. (default: 7; environment: SHIP_KNOTS)
              --cargo HOLD=FILE       Loads a hold from a file. (may be repeated)
              --watch HOURS|none|always
                                      How long. (default: 4)
              --log DIR               Writes it's log: 'here' [or there] \\ not.
          -q, --quiet                 Says nothing. (environment: SHIP_QUIET)
          -h, --help                  Shows this help and does nothing else.

        """)
  }

  @Test func `shows a choice as a choice`() throws {
    let command = try #require(sampleTable.command(named: "haul"))
    let page = HelpPage(table: sampleTable, topic: .command(command)).text
    #expect(page.contains("(--rope ID | --chain ID)"))
    #expect(page.contains("[--pace slow|fast | --strokes N]"))
    #expect(page.contains(" --to WHERE\n") || page.contains(" --to WHERE "))
    #expect(!page.contains("[--to WHERE]"))
  }

  @Test func `on a group lists its commands`() {
    let page = HelpPage(table: sampleTable, topic: .group("mast")).text
    #expect(page.contains("mast up "))
    #expect(page.contains("mast down "))
    #expect(!page.contains("sail"))
  }
}
