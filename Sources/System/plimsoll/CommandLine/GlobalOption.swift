/// What may stand in the place of a command.
enum GlobalOption: String, CaseIterable, Sendable {
  case help = "--help"
  case version = "--version"
  case completionScript = "--generate-completion-script"
  case manual = "--man"

  var value: ValueSpecification? { self == .completionScript ? .words(Shell.allCases.map(\.rawValue)) : nil }

  var usage: String { (self == .help ? "-h, " : "") + rawValue + (value.map { " \($0.display)" } ?? "") }

  var summary: String {
    switch self {
    case .help: "Shows this help; after a command, the help of that command."
    case .version: "Shows the version."
    case .completionScript: "Writes a script that completes command lines in that shell."
    case .manual: "Writes the manual page, for man(1) or mandoc(1)."
    }
  }
}
