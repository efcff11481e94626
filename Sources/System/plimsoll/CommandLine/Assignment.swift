/// `NAME=VALUE` as written on the command line. The value may hold further equals signs.
struct Assignment: Equatable, Sendable {
  let name: String
  let value: String

  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    name = String(parts[0])
    value = String(parts[1])
  }
}
