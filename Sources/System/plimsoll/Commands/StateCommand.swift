import Foundation
import JSON
import Ledger
import Merkle
import Node
import SSZ
import Units

/// `plimsoll state`
enum StateCommand: Command {
  static let specification = CommandSpecification(
    "state", summary: "Shows the state after a block, or writes all of it to a file.",
    options: [
      OptionSpecification("data", .directory("DIR"), summary: "The directory of a devnet.", isRequired: true),
      OptionSpecification(
        "block", .integer("N", in: 0...Int.max), summary: "The block; without it, the last one."),
      OptionSpecification("owner", .integer("I", in: 0...Int.max), summary: "Shows only what belongs to this owner."),
      OptionSpecification("dump", .file("F"), summary: "Writes the whole state to this file, as JSON by field name."),
      .json,
    ])

  /// Version of the dump's layout, which `tools/recompute_root` checks.
  private static let dumpFormat: Int64 = 1

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let files = try ChainFiles(reading: arguments.required("data"))
    let number = try arguments.integer("block").map { UInt64($0) } ?? files.lastBlock
    let (state, header) = try files.state(after: number)
    if let path = arguments.string("dump") {
      let dump: JSONValue = [
        "format": .integer(dumpFormat), "block": .integer(Int64(number)),
        "header": header?.plainValue.json ?? .null, "state": state.plainValue.json,
      ]
      try Data(dump.bytes()).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
    let shown: JSONValue
    if let owner = arguments.integer("owner") {
      guard let view = OwnerOverview(state, owner: owner) else {
        throw arguments.refusal(of: "owner", because: "must be below \(state.owners.count), the number of owners")
      }
      shown = view.json
    } else {
      shown = StateOverview(state, header).json
    }
    try StandardStream.output.write(arguments.flag("json") ? shown.text(.pretty) + "\n" : PlainText.of(shown))
    return .success
  }
}
