/// Help as text, at most 80 columns wide.
struct HelpPage {
  let table: CommandTable
  let topic: HelpTopic

  var text: String {
    switch topic {
    case .program: programText
    case .group(let word): groupText(word)
    case .command(let command): text(for: command)
    }
  }
}

extension HelpPage {
  private var programText: String {
    let commands = table.commands.map { (term: $0.name, definition: $0.summary) }
    let options = GlobalOption.allCases.map { (term: $0.usage, definition: $0.summary) }
    return """
      \(table.program): \(table.summary).

      Usage: \(table.program) COMMAND [...]

      Commands:
      \(list(commands))

      Options in place of a command:
      \(list(options))

      '\(table.program) help COMMAND' explains a command.

      """
  }

  private func groupText(_ word: String) -> String {
    let commands = table.group(word).map { (term: $0.name, definition: $0.summary) }
    return """
      Usage: \(table.program) \(word) \(table.group(word).map { $0.words[1] }.joined(separator: "|")) [...]

      Commands:
      \(list(commands))

      """
  }

  private func text(for command: CommandSpecification) -> String {
    let paragraphs = [command.summary] + TextWrapping.paragraphs(command.discussion)
    var sections = [usage(of: command)]
    sections += paragraphs.map { TextWrapping.lines($0, width: TextWrapping.columns).joined(separator: "\n") }
    if !command.arguments.isEmpty {
      sections.append("Arguments:\n" + list(command.arguments.map { ($0.usage, definition($0)) }))
    }
    sections.append("Options:\n" + list(command.allOptions.map { (term($0), definition($0)) }))
    return sections.joined(separator: "\n\n") + "\n"
  }

  private func usage(of command: CommandSpecification) -> String {
    let start = "Usage: \(table.program) \(command.name)"
    let indent = String(repeating: " ", count: start.count + 1)
    let lines = TextWrapping.lines(command.usageParts, width: TextWrapping.columns - indent.count)
    return ([start + (lines.first.map { " \($0)" } ?? "")] + lines.dropFirst().map { indent + $0 }).joined(
      separator: "\n")
  }

  private func term(_ option: OptionSpecification) -> String {
    (option.short.map { "-\($0), " } ?? "    ") + option.usage
  }

  private func definition(_ option: OptionSpecification) -> String {
    let facts = [
      option.defaultValue.map { "default: \($0)" },
      option.environment.map { "environment: \($0)" },
      option.repeats ? "may be repeated" : nil,
    ].compactMap { $0 }
    return option.summary + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))")
  }

  private func definition(_ argument: ArgumentSpecification) -> String {
    argument.summary + (argument.defaultValue.map { " (default: \($0))" } ?? "")
  }

  /// Terms on the left, definitions beside them, or below a term that is too long.
  private func list(_ entries: [(term: String, definition: String)]) -> String {
    let width = min(entries.map(\.term.count).max() ?? 0, 26)
    let margin = String(repeating: " ", count: 2 + width + 2)
    return entries.map { term, definition in
      let lines = TextWrapping.lines(definition, width: TextWrapping.columns - margin.count)
      let padding = String(repeating: " ", count: max(0, width - term.count))
      guard term.count <= width else { return (["  " + term] + lines.map { margin + $0 }).joined(separator: "\n") }
      return (["  \(term)\(padding)  \(lines.first ?? "")"] + lines.dropFirst().map { margin + $0 })
        .joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
