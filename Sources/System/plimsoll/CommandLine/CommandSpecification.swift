/// One command, as it stands in the table.
struct CommandSpecification: Equatable, Sendable {
  /// One word, or two with a space between.
  let name: String
  /// One sentence, which starts with a capital and ends with a full stop.
  let summary: String
  /// Further paragraphs for help and manual, with an empty line between two.
  let discussion: String
  /// Without `--help`, which every command has.
  let options: [OptionSpecification]
  let choices: [OptionChoice]
  let arguments: [ArgumentSpecification]

  init(
    _ name: String, summary: String, discussion: String = "", arguments: [ArgumentSpecification] = [],
    options: [OptionSpecification] = [], choices: [OptionChoice] = []
  ) {
    precondition((1...2).contains(name.split(separator: " ").count), "a command has one or two words")
    precondition(arguments.dropLast().allSatisfy { !$0.repeats }, "only the last argument can repeat")
    precondition(
      zip(arguments, arguments.dropFirst()).allSatisfy { !$0.isOptional || $1.isOptional },
      "what follows an optional argument is optional too")
    precondition(
      Set(options.map(\.long) + arguments.map(\.name)).count == options.count + arguments.count,
      "a name in '\(name)' stands for two things")
    precondition(
      choices.allSatisfy { choice in choice.names.allSatisfy { name in options.contains { $0.long == name } } },
      "a choice of '\(name)' names an option that is not there")
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.options = options
    self.choices = choices
    self.arguments = arguments
  }
}

extension CommandSpecification {
  var words: [String] { name.split(separator: " ").map(String.init) }

  /// What the parser knows: the command's own options and help.
  var allOptions: [OptionSpecification] { options + [.help] }

  func option(_ long: String) -> OptionSpecification? { allOptions.first { $0.long == long } }

  /// Every part of the usage line after the command's name, in order; a part is never broken over two lines.
  var usageParts: [String] {
    let chosen = Set(choices.flatMap(\.names))
    let alternatives = choices.map { choice in
      let text = choice.names.compactMap { option($0)?.usage }.joined(separator: " | ")
      return choice.isRequired ? "(\(text))" : "[\(text)]"
    }
    let others = options.filter { !chosen.contains($0.long) }.map { option in
      (option.isRequired ? option.usage : "[\(option.usage)]") + (option.repeats ? "..." : "")
    }
    return arguments.map(\.usage) + alternatives + others
  }
}
