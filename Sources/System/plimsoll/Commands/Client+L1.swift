import JSON
import Node

extension Client {
  /// The node's L1, as somebody has it who follows it.
  var l1: L1RPC {
    L1RPC { method, parameters throws(L1SourceError) in
      do { return try call(layer: .l1, method, parameters) } catch let failure as CommandFailure {
        throw failure.exitCode == .checkFailed ? .refused(failure.message) : .unreachable(failure.message)
      } catch { throw .malformed("\(error)") }
    }
  }
}

extension CommandFailure {
  init(_ error: L1SourceError) {
    if case .unreachable = error {
      self.init(exitCode: .unavailable, message: error.description)
    } else {
      self.init(exitCode: .checkFailed, message: error.description)
    }
  }
}
