extension CommandTable {
  /// What `arguments` ask for, checked against the table.
  ///
  /// A value on the command line goes before one from the environment, and that before the table's default.
  ///
  /// - Parameter arguments: without the program's own name.
  func parse(_ arguments: [String], environment: [String: String]) throws(UsageError) -> Invocation {
    guard let first = arguments.first else { throw UsageError(command: nil, reason: .noCommand) }
    let rest = arguments.dropFirst()
    do throws(UsageError.Reason) {
      if first == "help" { return .help(try topic(rest)) }
      if first.hasPrefix("-") { return try global(first, rest) }
      let found = try command(at: arguments)
      guard case .command(let specification) = found else { return .help(found) }
      let words = arguments.dropFirst(specification.words.count)
      return try parse(Array(words), for: specification, environment: environment)
    } catch {
      throw UsageError(command: name(in: arguments), reason: error)
    }
  }
}

// The command's name, or what stands in its place.
extension CommandTable {
  private func global(_ word: String, _ rest: ArraySlice<String>) throws(UsageError.Reason) -> Invocation {
    switch word == "-h" ? .help : GlobalOption(rawValue: word) {
    case .help: return .help(.program)
    case .version: return .version
    case .manual: return .manual
    case .completionScript: return .completionScript(try shell(rest.first))
    case nil:
      let nearest = Spelling.nearest(to: word, among: GlobalOption.allCases.map(\.rawValue))
      throw .unknownOption(word, nearest: nearest)
    }
  }

  private func shell(_ word: String?) throws(UsageError.Reason) -> Shell {
    guard let word, let shell = Shell(rawValue: word) else {
      throw .unknownShell(
        word, nearest: word.flatMap { Spelling.nearest(to: $0, among: Shell.allCases.map(\.rawValue)) })
    }
    return shell
  }

  private func topic(_ words: ArraySlice<String>) throws(UsageError.Reason) -> HelpTopic {
    guard let first = words.first, !first.hasPrefix("-") else { return .program }
    if words.count == 1, !group(first).isEmpty { return .group(first) }
    return try command(at: Array(words))
  }

  /// The command that `words` begin with, or the group of which they want help.
  private func command(at words: [String]) throws(UsageError.Reason) -> HelpTopic {
    if let command = longestCommand(words) { return .command(command) }
    let members = group(words[0])
    guard !members.isEmpty else {
      throw .unknownCommand(words[0], nearest: Spelling.nearest(to: words[0], among: firstWords + ["help"]))
    }
    guard words.count > 1 else { throw .incompleteCommand(words[0], continuations: members.map { $0.words[1] }) }
    if words[1] == "-h" || words[1] == "--help" { return .group(words[0]) }
    let written = "\(words[0]) \(words[1])"
    throw .unknownCommand(written, nearest: Spelling.nearest(to: written, among: members.map(\.name)))
  }

  private func longestCommand(_ words: [String]) -> CommandSpecification? {
    words.count > 1 ? command(named: "\(words[0]) \(words[1])") ?? command(named: words[0]) : command(named: words[0])
  }

  private func name(in arguments: [String]) -> String? { longestCommand(arguments)?.name }
}

// What follows the command's name.
extension CommandTable {
  private func parse(
    _ words: [String], for command: CommandSpecification, environment: [String: String]
  ) throws(UsageError.Reason) -> Invocation {
    var given: [String: [String]] = [:]
    var positional: [String] = []
    for item in try OptionScanner(options: command.allOptions).scan(words) {
      switch item {
      case .option(.help, _): return .help(.command(command))
      case .option(let option, let value): try add(value, of: option, to: &given)
      case .argument(let word): positional.append(word)
      }
    }
    var values = try complete(given, for: command, environment)
    try place(positional, of: command, in: &values)
    return .command(ParsedArguments(command: command, checked: values))
  }

  private func add(
    _ value: String?, of option: OptionSpecification, to given: inout [String: [String]]
  ) throws(UsageError.Reason) {
    guard option.repeats || given[option.long] == nil else { throw .repeated(option.flag) }
    try option.value?.kind.check(value ?? "", for: option.flag)
    given[option.long, default: []].append(value ?? "")
  }

  /// Adds to what was given what the environment and the defaults say, unless a choice rules it out.
  private func complete(
    _ given: [String: [String]], for command: CommandSpecification, _ environment: [String: String]
  ) throws(UsageError.Reason) -> [String: [String]] {
    let chosen = try excludedNames(by: given, in: command) { $0.flag }
    var values = given
    for option in command.options where values[option.long] == nil && !chosen.contains(option.long) {
      values[option.long] = try value(of: option, in: environment)
    }
    let excluded = try excludedNames(by: values, in: command) { option in
      given[option.long] == nil ? option.environment ?? option.flag : option.flag
    }
    for option in command.options where values[option.long] == nil && !excluded.contains(option.long) {
      values[option.long] = option.defaultValue.map { [$0] }
    }
    try checkPresence(values, in: command)
    return values
  }

  /// The options that may no longer appear, as another one of their choice has.
  private func excludedNames(
    by values: [String: [String]], in command: CommandSpecification, label: (OptionSpecification) -> String
  ) throws(UsageError.Reason) -> Set<String> {
    var excluded: Set<String> = []
    for choice in command.choices {
      let present = choice.names.filter { values[$0] != nil }
      guard present.count < 2 else { throw .exclusive(present.compactMap { command.option($0) }.map(label)) }
      if let name = present.first { excluded.formUnion(choice.names.filter { $0 != name }) }
    }
    return excluded
  }

  private func value(
    of option: OptionSpecification, in environment: [String: String]
  ) throws(UsageError.Reason) -> [String]? {
    guard let variable = option.environment, let text = environment[variable], !text.isEmpty else { return nil }
    guard let value = option.value else { return try flagIsSet(text, by: variable) ? [""] : nil }
    try value.kind.check(text, for: variable)
    return [text]
  }

  private func flagIsSet(_ text: String, by variable: String) throws(UsageError.Reason) -> Bool {
    switch text {
    case "1": return true
    case "0": return false
    default: throw .notAFlag(of: variable, found: text)
    }
  }

  private func checkPresence(
    _ values: [String: [String]], in command: CommandSpecification
  ) throws(UsageError.Reason) {
    for option in command.options where option.isRequired && values[option.long] == nil {
      throw .missingOption(option.usage)
    }
    for choice in command.choices where choice.isRequired && choice.names.allSatisfy({ values[$0] == nil }) {
      throw .missingChoice(choice.names.compactMap { command.option($0)?.usage })
    }
  }

  /// Gives each argument of the command its word, and the last, if it repeats, all that are left.
  private func place(
    _ words: [String], of command: CommandSpecification, in values: inout [String: [String]]
  ) throws(UsageError.Reason) {
    var rest = words[...]
    for argument in command.arguments {
      let taken = argument.repeats ? rest : rest.prefix(1)
      rest = rest.dropFirst(taken.count)
      for word in taken { try argument.value.kind.check(word, for: argument.value.display) }
      guard !taken.isEmpty || argument.isOptional else { throw .missingArgument(argument.value.display) }
      values[argument.name] = taken.isEmpty ? argument.defaultValue.map { [$0] } : Array(taken)
    }
    if let surplus = rest.first { throw .surplusArgument(surplus) }
  }
}
