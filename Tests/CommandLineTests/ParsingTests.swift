import Testing

@testable import plimsoll

@Suite struct `A command line` {
  @Test func `is read by places and names`() throws {
    let parsed = try arguments("sail Genoa port --knots 12 -c a.map --cargo fore=f.csv anna --cargo aft=b=c.csv -q ben")
    #expect(parsed.command.name == "sail")
    #expect(parsed.required("port") == "Genoa")
    #expect(parsed.required("side") == "port")
    #expect(parsed.all("crew") == ["anna", "ben"])
    #expect(parsed.integer("knots") == 12)
    #expect(parsed.string("chart") == "a.map")
    #expect(parsed.assignments("cargo").map(\.name) == ["fore", "aft"])
    #expect(parsed.assignments("cargo").map(\.value) == ["f.csv", "b=c.csv"])
    #expect(parsed.flag("quiet"))
  }

  @Test(arguments: [
    "sail Genoa port --knots=9", "sail Genoa port -k9", "sail Genoa port -k 9", "sail Genoa -qk9 port",
    "sail --kn 9 Genoa port", "sail --knots 9 -- Genoa port",
  ])
  func `may write an option in every form of GNU`(line: String) throws {
    let parsed = try arguments(line)
    #expect(parsed.integer("knots") == 9)
    #expect(parsed.required("port") == "Genoa")
    #expect(parsed.required("side") == "port")
  }

  @Test func `takes what follows two dashes as arguments`() throws {
    let parsed = try arguments("sail Genoa port -- --knots -q --")
    #expect(parsed.all("crew") == ["--knots", "-q", "--"])
    #expect(!parsed.flag("quiet"))
  }

  @Test func `takes a lone dash as an argument`() throws {
    #expect(try arguments("sail - port").required("port") == "-")
  }

  @Test func `leaves what is absent to the default, or absent`() throws {
    let parsed = try arguments("sail Genoa port")
    #expect(parsed.integer("knots") == 7)
    #expect(parsed.string("chart") == nil)
    #expect(parsed.assignments("cargo").isEmpty)
    #expect(parsed.all("crew").isEmpty)
    #expect(!parsed.flag("quiet"))
    #expect(try arguments("mast down").string("meters") == "all")
  }

  @Test func `has a word or a number where either may stand`() throws {
    #expect(try arguments("sail a port --watch 12").integer("watch") == 12)
    let parsed = try arguments("sail a port --watch always")
    #expect(parsed.string("watch") == "always")
    #expect(parsed.integer("watch") == nil)
  }

  @Test func `may begin with a command of two words`() throws {
    let parsed = try arguments("mast down 12 --json")
    #expect(parsed.command.name == "mast down")
    #expect(parsed.integer("meters") == 12)
    #expect(parsed.flag("json"))
  }

  @Test(arguments: [
    ("-h", "program"), ("--help", "program"), ("help", "program"), ("help --help", "program"),
    ("sail -h", "sail"), ("sail --help", "sail"), ("help sail", "sail"), ("sail Genoa --knots 3 -h", "sail"),
    ("haul -h", "haul"),  // Help comes before what is required.
    ("mast -h", "group mast"), ("mast --help", "group mast"), ("help mast", "group mast"),
    ("mast up -h", "mast up"), ("help mast up", "mast up"),
  ])
  func `can ask for help everywhere`(line: String, topic: String) throws {
    guard case .help(let found) = try parse(line) else { throw NotACommand() }
    switch found {
    case .program: #expect(topic == "program")
    case .group(let word): #expect(topic == "group \(word)")
    case .command(let command): #expect(topic == command.name)
    }
  }

  @Test func `can ask for scripts, the manual and the version`() throws {
    for shell in Shell.allCases {
      guard case .completionScript(shell) = try parse("--generate-completion-script \(shell)") else {
        throw NotACommand()
      }
    }
    guard case .manual = try parse("--man"), case .version = try parse("--version") else { throw NotACommand() }
  }

  @Test func `is read alone, though getopt keeps its place in globals`() async throws {
    try await withThrowingTaskGroup { group in
      for knots in 1...40 {
        group.addTask {
          for _ in 0..<50 {
            let parsed = try arguments("sail Genoa --knots \(knots) port -q anna ben carla")
            guard parsed.integer("knots") == knots, parsed.all("crew").count == 3 else { throw NotACommand() }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
