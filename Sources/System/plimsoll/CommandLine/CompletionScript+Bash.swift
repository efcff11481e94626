extension CompletionScript {
  /// For bash 4 and later. `=` ends a word there, hence the look further back for `--option=` and `NAME=FILE`.
  var bash: String {
    """
    # bash completion for \(table.program)
    _\(table.program)() {
      local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
      if [[ $current == = ]]; then current=""
      elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD - 2]}
      fi
      if [[ $previous != -* && ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then previous="${COMP_WORDS[COMP_CWORD - 3]}="; fi
      COMPREPLY=()
      if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W \(quoted(openings.map(\.word).joined(separator: " "))) -- "$current")
        return
      fi
      if ((COMP_CWORD == 2)); then
        case $command in
    \(bashSecondWords.joined(separator: "\n"))
        esac
      fi
      case "$command ${COMP_WORDS[2]}" in
    \(bashTwoWordCommands.joined(separator: "\n"))
        *) ;;
      esac
      case "$command $previous" in
    \(table.commands.flatMap(bashValues).joined(separator: "\n"))
        *) ;;
      esac
      case $command in
    \(table.commands.map(bashWords).joined(separator: "\n"))
        *) ;;
      esac
    }
    complete -F _\(table.program) \(table.program)

    """
  }

  private var bashSecondWords: [String] {
    let openers = [("help", table.firstWords)] + groups.map { word in (word, table.group(word).map { $0.words[1] }) }
    return openers.map { word, seconds in
      "      \(word)) \(bashReply(.words(seconds))); return ;;"
    } + ["      *) ;;"]
  }

  private var bashTwoWordCommands: [String] {
    table.commands.filter { $0.words.count == 2 }.map { "    \(quoted($0.name))) command=\(quoted($0.name)) ;;" }
  }

  /// What may follow each option of the command that takes a value.
  private func bashValues(_ command: CommandSpecification) -> [String] {
    command.options.flatMap { option -> [String] in
      guard let value = option.value else { return [] }
      let names = ["--\(option.long)"] + (option.short.map { ["-\($0)"] } ?? [])
      let patterns = names.map { quoted("\(command.name) \($0)") }.joined(separator: " | ")
      let lines = ["    \(patterns)) \(bashReply(value)); return ;;"]
      guard value.kind == .assignment else { return lines }
      return lines + ["    \(quoted("\(command.name) --\(option.long)="))) \(bashReply(.file(""))); return ;;"]
    }
  }

  /// What may stand elsewhere: the command's options and the fixed words of its arguments.
  private func bashWords(_ command: CommandSpecification) -> String {
    let words = command.arguments.flatMap { Self.words(of: $0.value) } + command.allOptions.map(\.flag)
    return "    \(quoted(command.name))) \(bashReply(.words(words))) ;;"
  }

  private func bashReply(_ value: ValueSpecification) -> String {
    switch value.kind {
    case .words(let words, _):
      "mapfile -t COMPREPLY < <(compgen -W \(quoted(words.joined(separator: " "))) -- \"$current\")"
    case .file: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
    case .directory: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
    case .text, .integer, .assignment: "COMPREPLY=()"
    }
  }

  static func words(of value: ValueSpecification) -> [String] {
    if case .words(let words, _) = value.kind { words } else { [] }
  }
}
