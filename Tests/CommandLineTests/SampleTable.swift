import Testing

@testable import plimsoll

/// A table with one of everything: it is never asked to run anything.
let sampleTable = CommandTable(
  program: "ship", version: "1", summary: "a table for tests", discussion: "It sails.\n\nIt is 'well' \\ made.",
  revised: "November 20, 2026",
  commands: [
    CommandSpecification(
      "sail", summary: "Sails to a port.", discussion: "First paragraph.\n\n.Second paragraph, with a dot.",
      arguments: [
        ArgumentSpecification("port", .text("PORT"), summary: "Where to."),
        ArgumentSpecification("side", .words(["port", "starboard"]), summary: "Which side."),
        ArgumentSpecification("crew", .text("NAME"), summary: "Who comes along.", isOptional: true, repeats: true),
      ],
      options: [
        OptionSpecification("chart", short: "c", .file("F"), summary: "Uses this chart.", environment: "SHIP_CHART"),
        OptionSpecification(
          "knots", short: "k", .integer("N", in: 1...40), summary: "How fast.", environment: "SHIP_KNOTS",
          default: "7"),
        OptionSpecification(
          "cargo", .assignment("HOLD=FILE"), summary: "Loads a hold from a file.", repeats: true),
        OptionSpecification(
          "watch", .integer("HOURS", in: 1...12, orWords: ["none", "always"]), summary: "How long.", default: "4"),
        OptionSpecification("log", .directory("DIR"), summary: "Writes it's log: 'here' [or there] \\ not."),
        OptionSpecification("quiet", short: "q", summary: "Says nothing.", environment: "SHIP_QUIET"),
      ]),
    CommandSpecification(
      "haul", summary: "Hauls.",
      options: [
        OptionSpecification("rope", .text("ID"), summary: "By a rope.", environment: "SHIP_ROPE"),
        OptionSpecification("chain", .text("ID"), summary: "By a chain.", environment: "SHIP_CHAIN"),
        OptionSpecification("gently", summary: "With care."),
        OptionSpecification("pace", .words(["slow", "fast"]), summary: "How fast.", default: "slow"),
        OptionSpecification("strokes", .integer("N", in: 0...9), summary: "How often."),
        OptionSpecification("to", .text("WHERE"), summary: "Where to.", isRequired: true),
      ],
      choices: [.exactlyOne(of: "rope", "chain"), .atMostOne(of: "pace", "strokes")]),
    CommandSpecification("mast up", summary: "Puts the mast up."),
    CommandSpecification(
      "mast down", summary: "Takes the mast down.",
      arguments: [
        ArgumentSpecification(
          "meters", .integer("N", in: 0...30, orWords: ["all"]), summary: "How far.", isOptional: true, default: "all")
      ],
      options: [.json]),
  ])

/// What a line asks of the sample table; words are separated by one space.
func parse(_ line: String, environment: [String: String] = [:]) throws(UsageError) -> Invocation {
  try sampleTable.parse(line.split(separator: " ").map(String.init), environment: environment)
}

struct NotACommand: Error {}

func arguments(_ line: String, environment: [String: String] = [:]) throws -> ParsedArguments {
  guard case .command(let arguments) = try parse(line, environment: environment) else { throw NotACommand() }
  return arguments
}

/// Why the sample table refuses a line; nil if it does not.
func refusal(of line: String, environment: [String: String] = [:]) -> UsageError.Reason? {
  do {
    _ = try parse(line, environment: environment)
    return nil
  } catch {
    return error.reason
  }
}

extension CommandTable: CustomTestStringConvertible {
  /// A failed test names the table and does not print it.
  public var testDescription: String { program }
}
