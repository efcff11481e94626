/// The manual page in mdoc(7), from the same table as everything else.
struct ManualPage {
  let table: CommandTable

  var text: String {
    (header + synopsis + description + commands + environment + exitStatus).joined(separator: "\n") + "\n"
  }
}

extension ManualPage {
  private var header: [String] {
    [
      ".Dd \(table.revised)", ".Dt \(table.program.uppercased()) 1", ".Os", ".Sh NAME", ".Nm \(table.program)",
      ".Nd \(table.summary)",
    ]
  }

  private var synopsis: [String] {
    [".Sh SYNOPSIS"] + table.commands.flatMap { [".Nm", ".Cm \($0.name)"] + usage(of: $0) }
  }

  private var description: [String] {
    let globals = GlobalOption.allCases.map { (".It \(macro($0))", sentences($0.summary)) }
    return [".Sh DESCRIPTION"] + paragraphs(table.discussion)
      + [".Pp", "In the place of a command may stand:"] + list(globals)
      + [".Pp", "A long option may be shortened to any beginning that only it has."]
  }

  private var commands: [String] { [".Sh COMMANDS"] + table.commands.flatMap(section) }

  private func section(on command: CommandSpecification) -> [String] {
    let arguments = command.arguments.map { (".It \(macro($0))", definition($0)) }
    let options = command.options.map { (".It \(term($0))", definition($0)) }
    let discussion = paragraphs(command.discussion)
    return [".Ss \(command.name)"] + sentences(command.summary) + (discussion.isEmpty ? [] : [".Pp"] + discussion)
      + list(arguments + options)
  }

  private var environment: [String] {
    let options = table.commands.flatMap(\.options)
    let variables = Set(options.compactMap(\.environment)).sorted()
    let entries = variables.map { variable in
      let flags = Set(options.filter { $0.environment == variable }.map(\.long)).sorted()
      return (".It Ev \(variable)", ["Read when the option is absent:"] + flags.map { ".Fl -\($0)" })
    }
    return entries.isEmpty ? [] : [".Sh ENVIRONMENT"] + list(entries)
  }

  private var exitStatus: [String] {
    [".Sh EXIT STATUS"] + list(ExitCode.allCases.map { (".It \($0.rawValue)", sentences($0.meaning)) })
  }
}

// Options and arguments as macros.
extension ManualPage {
  /// The usage line of help, part by part.
  private func usage(of command: CommandSpecification) -> [String] {
    let chosen = Set(command.choices.flatMap(\.names))
    let choices = command.choices.map { choice in
      let options = choice.names.compactMap { command.option($0) }.map(macro)
      return (choice.isRequired ? ".Pq " : ".Op ") + options.joined(separator: " | ")
    }
    let others = command.options.filter { !chosen.contains($0.long) }.map { option in
      (option.isRequired ? "." : ".Op ") + macro(option) + (option.repeats ? " ..." : "")
    }
    return command.arguments.map { ($0.isOptional ? ".Op " : ".") + macro($0) } + choices + others
  }

  private func macro(_ option: OptionSpecification) -> String { flag(option.long, option.value) }

  private func macro(_ option: GlobalOption) -> String {
    (option == .help ? "Fl h , " : "") + flag(String(option.rawValue.dropFirst(2)), option.value)
  }

  private func macro(_ argument: ArgumentSpecification) -> String {
    "Ar \(word(argument.value.display))" + (argument.repeats ? " ..." : "")
  }

  private func term(_ option: OptionSpecification) -> String {
    (option.short.map { "Fl \($0) , " } ?? "") + macro(option)
  }

  private func flag(_ long: String, _ value: ValueSpecification?) -> String {
    "Fl -\(long)" + (value.map { " Ar \(word($0.display))" } ?? "")
  }
}

// Text.
extension ManualPage {
  private func definition(_ option: OptionSpecification) -> [String] {
    sentences(option.summary) + defaultSentence(option.defaultValue) + (option.repeats ? ["May be repeated."] : [])
  }

  private func definition(_ argument: ArgumentSpecification) -> [String] {
    sentences(argument.summary) + defaultSentence(argument.defaultValue)
  }

  private func defaultSentence(_ value: String?) -> [String] { value.map { [line("The default is \($0).")] } ?? [] }

  private func list(_ entries: [(String, [String])]) -> [String] {
    entries.isEmpty ? [] : [".Bl -tag -width Ds"] + entries.flatMap { [$0] + $1 } + [".El"]
  }

  private func paragraphs(_ text: String) -> [String] {
    Array(TextWrapping.paragraphs(text).map(sentences).joined(separator: [".Pp"]))
  }

  /// Each sentence begins a line, as mdoc has it, so that the formatter sets the space after it.
  private func sentences(_ text: String) -> [String] {
    var sentences: [[String]] = [[]]
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      sentences[sentences.count - 1].append(word)
      if word.hasSuffix(".") { sentences.append([]) }
    }
    return sentences.flatMap { TextWrapping.lines($0, width: 72) }.map(line)
  }

  /// A text line: no backslash of it is an escape, and no dot at its start a macro.
  private func line(_ text: String) -> String {
    let escaped = text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\e")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped
  }

  /// A word behind a macro, where some words of two letters would be macros themselves.
  private func word(_ text: String) -> String { text.count == 2 ? "\\&\(line(text))" : line(text) }
}
