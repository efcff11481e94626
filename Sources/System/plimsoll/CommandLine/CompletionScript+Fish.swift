extension CompletionScript {
  var fish: String {
    let lines =
      ["# fish completion for \(table.program)", "\(start) -f"] + openings.map(fishOpening)
      + ["\(start) -n '__fish_seen_subcommand_from help' -a \(quoted(table.firstWords.joined(separator: " ")))"]
      + groups.flatMap(fishGroup) + table.commands.flatMap(fishCommand)
    return lines.joined(separator: "\n") + "\n"
  }

  private var start: String { "complete -c \(table.program)" }

  private func fishOpening(_ opening: (word: String, summary: String)) -> String {
    "\(start) -n __fish_use_subcommand -a \(opening.word) -d \(quoted(opening.summary))"
  }

  private func fishGroup(_ word: String) -> [String] {
    let seconds = table.group(word)
    let none = "not __fish_seen_subcommand_from \(seconds.map { $0.words[1] }.joined(separator: " "))"
    return seconds.map { command in
      "\(start) -n '__fish_seen_subcommand_from \(word); and \(none)' -a \(command.words[1]) -d \(quoted(command.summary))"
    }
  }

  private func fishCommand(_ command: CommandSpecification) -> [String] {
    let condition = command.words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
    let line = "\(start) -n \(quoted(condition))"
    let options = command.allOptions.map { option in
      line + " -l \(option.long)" + (option.short.map { " -s \($0)" } ?? "")
        + (option.value.map { fishValue($0, of: " -r") } ?? "") + " -d \(quoted(option.summary))"
    }
    return options
      + command.arguments.compactMap { argument in
        let value = fishValue(argument.value, of: "")
        return value.isEmpty ? nil : line + value
      }
  }

  /// - Parameter required: ` -r` behind an option, nothing for an argument.
  private func fishValue(_ value: ValueSpecification, of required: String) -> String {
    switch value.kind {
    case .words(let words, _): "\(required) -f -a \(quoted(words.joined(separator: " ")))"
    case .file, .assignment: "\(required) -F"
    case .directory: "\(required) -f -a '(__fish_complete_directories)'"
    case .text, .integer: required.isEmpty ? "" : "\(required) -f"
    }
  }
}
