/// How a run ended, as the shell sees it. 64 and 69 are `EX_USAGE` and `EX_UNAVAILABLE` of `sysexits.h`.
enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case checkFailed = 1
  case invariantBroke = 3
  case usage = 64
  case unavailable = 69

  /// What the manual says of it.
  var meaning: String {
    switch self {
    case .success: "All is well."
    case .checkFailed: "A check failed: two things that must be equal differ, or a request was refused."
    case .invariantBroke: "An invariant of the exchange broke. This is a bug; keep the data directory."
    case .usage: "The command line is wrong. Nothing was done."
    case .unavailable: "Something outside could not be had: a port, a file, a node."
    }
  }
}
