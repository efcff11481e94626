import Testing

@testable import plimsoll

@Suite struct `A wrong command line` {
  @Test(
    arguments: [
      ("", .noCommand),
      ("sial", .unknownCommand("sial", nearest: "sail")),
      ("submarine", .unknownCommand("submarine", nearest: nil)),
      ("help sial", .unknownCommand("sial", nearest: "sail")),
      ("mast", .incompleteCommand("mast", continuations: ["up", "down"])),
      ("mast dwon", .unknownCommand("mast dwon", nearest: "mast down")),
      ("--versoin", .unknownOption("--versoin", nearest: "--version")),
      ("-x", .unknownOption("-x", nearest: nil)),
      ("--generate-completion-script", .unknownShell(nil, nearest: nil)),
      ("--generate-completion-script zhs", .unknownShell("zhs", nearest: "zsh")),
      ("sail a port --konts 3", .unknownOption("--konts", nearest: "--knots")),
      ("sail a port --konts=3", .unknownOption("--konts", nearest: "--knots")),
      ("sail a port --submarine", .unknownOption("--submarine", nearest: nil)),
      ("sail a port -qx", .unknownOption("-x", nearest: nil)),
      ("sail a port -xq", .unknownOption("-x", nearest: nil)),
      ("sail a port -é", .unknownOption("-é", nearest: nil)),
      ("sail a port --c x", .ambiguousOption("--c", candidates: ["--chart", "--cargo"])),
      ("sail a port --knots", .missingValue(of: "--knots", display: "N")),
      ("sail a port -k", .missingValue(of: "--knots", display: "N")),
      ("sail a port --quiet=1", .unwantedValue(of: "--quiet")),
      ("sail a port --chart=", .emptyValue(of: "--chart")),
      ("sail a port --knots ten", .notAnInteger(of: "--knots", found: "ten", range: 1...40)),
      ("sail a port --knots 7.5", .notAnInteger(of: "--knots", found: "7.5", range: 1...40)),
      (
        "sail a port --knots 9223372036854775808",
        .notAnInteger(of: "--knots", found: "9223372036854775808", range: 1...40)
      ),
      ("sail a port --knots 0", .outOfRange(of: "--knots", found: 0, range: 1...40)),
      ("sail a port --knots -1", .outOfRange(of: "--knots", found: -1, range: 1...40)),
      ("sail a port --watch 13", .outOfRange(of: "--watch", found: 13, range: 1...12)),
      (
        "sail a port --watch nome",
        .notAWord(of: "--watch", found: "nome", words: ["none", "always"], range: 1...12)
      ),
      ("sail a prot", .notAWord(of: "port|starboard", found: "prot", words: ["port", "starboard"], range: nil)),
      ("sail a port --cargo fore", .notAnAssignment(of: "--cargo", found: "fore")),
      ("sail a port --cargo =f", .notAnAssignment(of: "--cargo", found: "=f")),
      ("sail a port --cargo fore=", .notAnAssignment(of: "--cargo", found: "fore=")),
      ("sail a port -k 1 --knots 2", .repeated("--knots")),
      ("sail a port -qq", .repeated("--quiet")),
      ("sail a", .missingArgument("port|starboard")),
      ("mast down 3 4", .surplusArgument("4")),
      ("haul --to x", .missingChoice(["--rope ID", "--chain ID"])),
      ("haul --rope 1 --chain 2 --to x", .exclusive(["--rope", "--chain"])),
      ("haul --rope 1", .missingOption("--to WHERE")),
    ] as [(String, UsageError.Reason)])
  func `is refused for its own reason`(line: String, reason: UsageError.Reason) {
    #expect(refusal(of: line) == reason)
  }

  @Test func `keeps a choice's default away from the option that was taken`() throws {
    let parsed = try arguments("haul --rope 1 --to x --strokes 3")
    #expect(parsed.string("pace") == nil)
    #expect(try arguments("haul --rope 1 --to x").string("pace") == "slow")
  }

  @Test(arguments: [
    ("sail a port --konts 3", "ship sail: there is no option --konts here; did you mean --knots?"),
    (
      "sail a port --watch nome",
      "ship sail: --watch takes a whole number, 1 to 12, none or always, not 'nome'; did you mean none?"
    ),
    ("sail -1 port", "ship sail: there is no option -1 here; write -- before an argument that starts with a dash."),
    ("haul --to x", "ship haul: one of these is missing: --rope ID or --chain ID."),
    ("mast", "ship: 'mast' needs a second word: up or down."),
    ("", "ship: a command is missing."),
  ])
  func `is told what to do instead`(line: String, message: String) throws {
    let error = try #require(throws: UsageError.self) { try parse(line) }
    let start = message.prefix { $0 != ":" }
    #expect(error.message(program: "ship") == "\(message)\nTry '\(start) --help'.\n")
  }

  @Test func `can also be found so by the command itself`() throws {
    let error = try arguments("sail Atlantis port -k 3").refusal(of: "knots", because: "there is no wind.")
    #expect(error.message(program: "ship") == "ship sail: --knots: there is no wind.\nTry 'ship sail --help'.\n")
  }
}

@Suite struct `A spelling` {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("port", "port", 0), ("port", "prot", 1), ("port", "ports", 1), ("port", "pot", 1),
    ("port", "pork", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func `is as far from another as there are slips between them`(left: String, right: String, slips: Int) {
    #expect(Spelling.slips(from: left, to: right) == slips)
    #expect(Spelling.slips(from: right, to: left) == slips)
  }

  @Test func `is near another only if most of it is right`() {
    #expect(Spelling.nearest(to: "prices", among: ["price", "pace"]) == "price")
    #expect(Spelling.nearest(to: "blocktime", among: ["blocks", "block-time"]) == "block-time")
    #expect(Spelling.nearest(to: "xyz", among: ["price", "pace"]) == nil)
    #expect(Spelling.nearest(to: "x", among: []) == nil)
  }
}
