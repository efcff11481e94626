import Foundation

/// The seeds from which properties are tried: two that never change, one that does. Tests take them as arguments, so
/// that a failure names its seed; `PLIMSOLL_SEED` tries that one alone.
public enum Seeds {
  public static let all: [UInt64] = {
    if let text = ProcessInfo.processInfo.environment["PLIMSOLL_SEED"], let seed = UInt64(text) { return [seed] }
    return [1, 2, .random(in: 3...UInt64.max)]
  }()
}
