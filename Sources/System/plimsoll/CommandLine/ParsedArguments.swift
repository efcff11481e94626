/// A command line that has been checked against the table.
///
/// Only `CommandTable.parse` makes one: every value has the form that the table demands, what is required is there, and
/// of options that exclude each other there is at most one. To ask for a name that the table lacks is a bug and stops.
struct ParsedArguments: Sendable {
  let command: CommandSpecification
  /// By the name of an option or argument. A flag that is set has one empty value.
  private let values: [String: [String]]

  init(command: CommandSpecification, checked values: [String: [String]]) {
    self.command = command
    self.values = values
  }

  func flag(_ name: String) -> Bool { !all(name).isEmpty }

  /// nil when absent, without a variable and without a default.
  func string(_ name: String) -> String? { all(name).first }

  /// A value that the table requires or has a default for.
  func required(_ name: String) -> String {
    guard let value = string(name) else {
      preconditionFailure("'\(name)' is read as required, but the table lets it be absent")
    }
    return value
  }

  /// nil when absent, or when one of the words that may stand in its place was given. Within the table's range.
  func integer(_ name: String) -> Int? { string(name).flatMap { Int($0) } }

  /// Every value of an option or argument that repeats, in the order of the command line.
  func all(_ name: String) -> [String] {
    precondition(
      command.option(name) != nil || command.arguments.contains { $0.name == name },
      "'\(command.name)' has neither option nor argument '\(name)'")
    return values[name] ?? []
  }

  /// The values of an option that takes `NAME=VALUE`.
  func assignments(_ name: String) -> [Assignment] { all(name).compactMap { Assignment($0) } }
}

extension ParsedArguments {
  /// A refusal by the command itself of a value whose form is right, such as a name that nobody has.
  func refusal(of name: String, because reason: String) -> UsageError {
    let subject = command.option(name)?.flag ?? name
    return UsageError(command: command.name, reason: .refused(subject: subject, reason: reason))
  }
}
