import JSON
import Node

extension CommandFailure {
  /// What cannot be an action: the command line is wrong, unless it names what this devnet does not have.
  init(_ error: RPCError) {
    let known = ["markets", "assets"].compactMap { error.data[$0]?.arrayValue?.compactMap(\.stringValue) }.joined()
    self.init(
      exitCode: known.isEmpty ? .usage : .checkFailed,
      message: known.isEmpty ? error.message : "\(error.message); there are \(known.joined(separator: ", "))")
  }
}
