import Dispatch
import JSON
import Ledger
import WebServer

// The feed, on the node's queue.
extension DevnetNode {
  /// `perp_subscribe`. The first notification leaves after the answer.
  func subscribe(_ caller: Caller, _ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let connection = try connection(of: caller)
    let request = try FeedRequest(parameters, of: self)
    let head = engine.durableHead
    if let from = request.from { try checkKept(from, head) }
    let subscription = try feed.subscribe(connection, to: request.filter, from: request.from ?? head)
    return ["subscription": .string(subscription.id), "sequence": .count(head)]
  }

  /// `perp_unsubscribe`.
  func unsubscribe(_ caller: Caller, _ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let connection = try connection(of: caller)
    return .bool(feed.unsubscribe(try parameters.string(0, "a subscription"), of: connection.id))
  }

  private func connection(of caller: Caller) throws(RPCError) -> FeedConnection {
    guard let connection = caller.connection else {
      throw RPCError(
        code: RPCError.invalidRequestCode, message: "subscriptions need a WebSocket, and a call outside of an array")
    }
    return connection
  }

  /// Blocks behind `from` can be replayed only if none of them is missing.
  private func checkKept(_ from: UInt64, _ head: UInt64) throws(RPCError) {
    let first: UInt64
    do { first = try engine.firstBlock() ?? head + 1 } catch {
      throw RPCError(code: RPCError.internalErrorCode, message: "\(error)")
    }
    guard from > head || from + 1 < first else { return }
    throw .rejected(
      "SEQUENCE_NOT_KEPT",
      "nothing can be resumed behind \(from): the blocks from \(first) to \(head) are there, so 'from' may be "
        + "\(first - 1) to \(head)",
      ["from": .count(from), "lowest": .count(first - 1), "highest": .count(head)])
  }

  /// Tells subscribers what has become durable, at most one turn's work of it; the rest follows in later turns.
  func serveFeed() {
    switch feed.turn(engine) {
    case .nothing: break
    case .work:
      guard !isFeedTurnDue else { return }
      isFeedTurnDue = true
      queue.async { [self] in
        isFeedTurnDue = false
        serveFeed()
      }
    case .stalled:
      guard !isFeedRetryDue else { return }
      isFeedRetryDue = true
      queue.asyncAfter(deadline: .now() + .milliseconds(20)) { [self] in
        isFeedRetryDue = false
        serveFeed()
      }
    }
  }
}
