/// One option of a command, written once for parser, help, completion and manual.
struct OptionSpecification: Equatable, Sendable {
  /// Without its dashes; also the name under which `ParsedArguments` has it.
  let long: String
  let short: Character?
  /// nil makes it a flag.
  let value: ValueSpecification?
  /// One sentence, which starts with a capital and ends with a full stop.
  let summary: String
  /// May be given more than once; otherwise the second is an error, as one of the two must be a slip.
  let repeats: Bool
  let isRequired: Bool
  /// The variable read when the option is absent. An empty variable counts as unset.
  let environment: String?
  /// The value when neither option nor variable is there.
  let defaultValue: String?

  init(
    _ long: String, short: Character? = nil, _ value: ValueSpecification? = nil, summary: String,
    repeats: Bool = false, isRequired: Bool = false, environment: String? = nil, default defaultValue: String? = nil
  ) {
    precondition(short.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? true, "getopt knows only ASCII letters")
    precondition(value != nil || (!repeats && !isRequired && defaultValue == nil), "a flag is there or not")
    self.long = long
    self.short = short
    self.value = value
    self.summary = summary
    self.repeats = repeats
    self.isRequired = isRequired
    self.environment = environment
    self.defaultValue = defaultValue
  }
}

extension OptionSpecification {
  /// Every command has it.
  static let help = Self("help", short: "h", summary: "Shows this help and does nothing else.")

  /// Results as JSON on standard output, for programs.
  static let json = Self("json", summary: "Writes the result as JSON.")

  /// As an error message and a list of choices name it: `--port`.
  var flag: String { "--\(long)" }

  /// As a usage line writes it: `--port P`.
  var usage: String { value.map { "\(flag) \($0.display)" } ?? flag }
}
