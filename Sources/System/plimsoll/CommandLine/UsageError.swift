/// A command line that the table does not allow.
struct UsageError: Error, Equatable {
  /// nil while it is not known which command is meant.
  let command: String?
  let reason: Reason

  /// Every text in quotes or after a colon is what the user wrote.
  enum Reason: Error, Equatable {
    case noCommand
    case unknownCommand(String, nearest: String?)
    case incompleteCommand(String, continuations: [String])
    case unknownOption(String, nearest: String?)
    case ambiguousOption(String, candidates: [String])
    case missingValue(of: String, display: String)
    case unwantedValue(of: String)
    case emptyValue(of: String)
    case notAnInteger(of: String, found: String, range: ClosedRange<Int>)
    case outOfRange(of: String, found: Int, range: ClosedRange<Int>)
    case notAWord(of: String, found: String, words: [String], range: ClosedRange<Int>?)
    case notAnAssignment(of: String, found: String)
    case notAFlag(of: String, found: String)
    case repeated(String)
    case exclusive([String])
    case missingOption(String)
    case missingChoice([String])
    case missingArgument(String)
    case surplusArgument(String)
    case unknownShell(String?, nearest: String?)
    case refused(subject: String, reason: String)
  }
}

extension UsageError {
  /// What is wrong and what to do, for standard error. Ends with a newline.
  func message(program: String) -> String {
    let name = [program, command].compactMap { $0 }.joined(separator: " ")
    return "\(name): \(reason.description)\nTry '\(name) --help'.\n"
  }
}

extension UsageError.Reason: CustomStringConvertible {
  var description: String {
    switch self {
    case .noCommand: "a command is missing."
    case .unknownCommand(let found, let nearest): "there is no command '\(found)'\(Self.hint(nearest))"
    case .incompleteCommand(let found, let continuations):
      "'\(found)' needs a second word: \(Self.list(continuations))."
    case .unknownOption(let found, nil) where found.dropFirst().first?.isNumber == true:
      "there is no option \(found) here; write -- before an argument that starts with a dash."
    case .unknownOption(let found, let nearest): "there is no option \(found) here\(Self.hint(nearest))"
    case .ambiguousOption(let found, let candidates): "\(found) is too short: it may be \(Self.list(candidates))."
    case .missingValue(let subject, let display): "\(subject) needs a value: \(subject) \(display)."
    case .unwantedValue(let subject): "\(subject) takes no value; write it alone."
    case .emptyValue(let subject): "the value of \(subject) is empty."
    case .notAnInteger(let subject, let found, let range):
      "\(subject) takes a whole number, \(Self.range(range)), not '\(found)'."
    case .outOfRange(let subject, let found, let range): "\(subject) is \(found); it must be \(Self.range(range))."
    case .notAWord(let subject, let found, let words, let range):
      "\(subject) takes \(Self.choices(words, range)), not '\(found)'\(Self.hint(Spelling.nearest(to: found, among: words)))"
    case .notAnAssignment(let subject, let found): "\(subject) takes NAME=FILE, not '\(found)'."
    case .notAFlag(let subject, let found): "\(subject) is '\(found)'; it must be 1 or 0."
    case .repeated(let subject): "\(subject) is given twice; keep one."
    case .exclusive(let subjects): "\(subjects.joined(separator: " and ")) exclude each other; keep one."
    case .missingOption(let usage): "\(usage) is missing."
    case .missingChoice(let usages): "one of these is missing: \(Self.list(usages))."
    case .missingArgument(let display): "\(display) is missing."
    case .surplusArgument(let found): "'\(found)' is one argument too many."
    case .unknownShell(nil, _): "name the shell: \(Self.list(Shell.allCases.map(\.rawValue)))."
    case .unknownShell(let found?, let nearest):
      "there are scripts for \(Self.list(Shell.allCases.map(\.rawValue))), not for '\(found)'\(Self.hint(nearest))"
    case .refused(let subject, let reason): "\(subject): \(reason)"
    }
  }

  private static func hint(_ nearest: String?) -> String { nearest.map { "; did you mean \($0)?" } ?? "." }

  private static func list(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : "\(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])"
  }

  private static func range(_ range: ClosedRange<Int>) -> String {
    range.upperBound == Int.max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
  }

  private static func choices(_ words: [String], _ integers: ClosedRange<Int>?) -> String {
    list((integers.map { ["a whole number, \(range($0))"] } ?? []) + words)
  }
}
