/// One value of a command that has no option name but a place.
struct ArgumentSpecification: Equatable, Sendable {
  /// The name under which `ParsedArguments` has it.
  let name: String
  let value: ValueSpecification
  /// One sentence, which starts with a capital and ends with a full stop.
  let summary: String
  /// Only the last arguments of a command can be optional.
  let isOptional: Bool
  /// Takes all that follow. Only the last argument of a command can.
  let repeats: Bool
  /// The value of an optional argument that is absent.
  let defaultValue: String?

  init(
    _ name: String, _ value: ValueSpecification, summary: String, isOptional: Bool = false, repeats: Bool = false,
    default defaultValue: String? = nil
  ) {
    precondition(defaultValue == nil || isOptional, "an argument that must be there needs no default")
    self.name = name
    self.value = value
    self.summary = summary
    self.isOptional = isOptional
    self.repeats = repeats
    self.defaultValue = defaultValue
  }

  /// As a usage line writes it: `MARKET`, `[N|latest]`, `ORDER-ID...`.
  var usage: String {
    let display = value.display + (repeats ? "..." : "")
    return isOptional ? "[\(display)]" : display
  }
}
