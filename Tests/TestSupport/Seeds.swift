import Foundation

/// The seeds from which properties are tried: two that never change, one that does. Tests take them as arguments, so
/// that a failure names its seed; `PLIMSOLL_SEED` tries that one alone.
///
/// `tools/test` gives the third as `PLIMSOLL_NEW_SEED`: of the sources' own hash in its short run, so that what passed
/// once passes again wherever it is repeated, and of chance in the full run.
public enum Seeds {
  public static let all: [UInt64] = {
    if let seed = seed(named: "PLIMSOLL_SEED") { return [seed] }
    return [1, 2, seed(named: "PLIMSOLL_NEW_SEED") ?? .random(in: 3...UInt64.max)]
  }()

  private static func seed(named name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }
}
