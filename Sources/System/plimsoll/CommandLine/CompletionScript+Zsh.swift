extension CompletionScript {
  var zsh: String {
    """
    #compdef \(table.program)
    _\(table.program)() {
      local -a openings
      openings=(
    \(openings.map { "    " + quoted("\(zshEscaped($0.word)):\($0.summary)") }.joined(separator: "\n"))
      )
      if ((CURRENT == 2)); then
        _describe command openings
        return
      fi
      local command=$words[2]
      shift words
      ((CURRENT--))
      case $command in
        help) _values command \(table.firstWords.map(quoted).joined(separator: " ")) ;;
    \((groups.map(zshGroup) + table.commands.filter { $0.words.count == 1 }.map { zshArguments($0, indent: "    ") })
      .joined(separator: "\n"))
      esac
    }
    if [[ $funcstack[1] == _\(table.program) ]]; then _\(table.program) "$@"; else compdef _\(table.program) \(table.program); fi

    """
  }

  private func zshGroup(_ word: String) -> String {
    let seconds = table.group(word)
    return """
          \(word))
            if ((CURRENT == 2)); then _values command \(seconds.map { quoted($0.words[1]) }.joined(separator: " ")); return; fi
            command=$words[2]
            shift words
            ((CURRENT--))
            case $command in
      \(seconds.map { zshArguments($0, indent: "        ") }.joined(separator: "\n"))
            esac ;;
      """
  }

  private func zshArguments(_ command: CommandSpecification, indent: String) -> String {
    let specifications = command.allOptions.flatMap(zshOption) + command.arguments.map(zshArgument)
    let lines = specifications.map { "\(indent)  \($0)" }.joined(separator: " \\\n")
    return "\(indent)\(command.words[command.words.count - 1])) _arguments \\\n\(lines) ;;"
  }

  private func zshOption(_ option: OptionSpecification) -> [String] {
    let names = [option.flag] + (option.short.map { ["-\($0)"] } ?? [])
    return names.map { name in
      let start = option.repeats ? "*" : "(\(names.joined(separator: " ")))"
      let equals = option.value == nil ? "" : name == option.flag ? "=" : "+"
      return quoted("\(start)\(name)\(equals)[\(zshEscaped(option.summary))]\(option.value.map(zshValue) ?? "")")
    }
  }

  private func zshArgument(_ argument: ArgumentSpecification) -> String {
    quoted((argument.repeats ? "*" : argument.isOptional ? ":" : "") + zshValue(argument.value))
  }

  private func zshValue(_ value: ValueSpecification) -> String {
    let action =
      switch value.kind {
      case .words(let words, _): "(\(words.joined(separator: " ")))"
      case .file: "_files"
      case .directory: "_files -/"
      case .assignment: "{ compset -P '*=' && _files }"
      case .text, .integer: " "
      }
    return ":\(zshEscaped(value.display)):\(action)"
  }

  /// For the fields of `_arguments` and `_describe`, which end at a colon or bracket.
  private func zshEscaped(_ text: String) -> String {
    text.reduce(into: "") { $0 += "[]:\\".contains($1) ? "\\\($1)" : String($1) }
  }
}
