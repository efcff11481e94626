import JSON

/// JSON-RPC 2.0 (jsonrpc.org/specification): one call, or an array of them.
enum RPCMessage {
  static let callLimit = 1_000

  /// Answers on the node's queue, or later from there.
  static func answer(
    _ message: JSONValue, by node: DevnetNode, _ caller: Caller, _ completion: @escaping @Sendable (JSONValue?) -> Void
  ) {
    guard case .array(let calls) = message else { return answer(one: message, by: node, caller, completion) }
    guard !calls.isEmpty, calls.count <= callLimit else {
      let message = "an array must have 1 to \(callLimit) calls"
      return completion(failure(RPCError(code: RPCError.invalidRequestCode, message: message), id: .null))
    }
    let replies = Replies(count: calls.count, completion)
    for (index, call) in calls.enumerated() {
      answer(one: call, by: node, caller.withoutConnection) { replies.set($0, at: index) }
    }
  }

  private static func answer(
    one call: JSONValue, by node: DevnetNode, _ caller: Caller,
    _ completion: @escaping @Sendable (JSONValue?) -> Void
  ) {
    let id = call["id"]
    guard call["jsonrpc"]?.stringValue == "2.0", let method = call["method"]?.stringValue else {
      let error = RPCError(
        code: RPCError.invalidRequestCode, message: "a call is {\"jsonrpc\": \"2.0\", \"id\", \"method\", \"params\"}")
      return completion(failure(error, id: id ?? .null))
    }
    let reply: RPCMethod.Reply = { result in
      guard let id else { return completion(nil) }
      switch result {
      case .success(let value): completion(["jsonrpc": "2.0", "id": id, "result": value])
      case .failure(let error): completion(failure(error, id: id))
      }
    }
    do throws(RPCError) {
      try RPCMethod.named(method, for: caller)(node, caller, try RPCParameters(call["params"]), reply)
    } catch { reply(.failure(error)) }
  }

  static func failure(_ error: RPCError, id: JSONValue) -> JSONValue {
    ["jsonrpc": "2.0", "id": id, "error": error.json]
  }
}

/// Gathers the replies of one array. Used on the node's queue only.
private final class Replies: @unchecked Sendable {
  private var replies: [JSONValue?]
  private var missing: Int
  private let completion: @Sendable (JSONValue?) -> Void

  init(count: Int, _ completion: @escaping @Sendable (JSONValue?) -> Void) {
    replies = Array(repeating: nil, count: count)
    missing = count
    self.completion = completion
  }

  func set(_ reply: JSONValue?, at index: Int) {
    replies[index] = reply
    missing -= 1
    guard missing == 0 else { return }
    let present = replies.compactMap(\.self)
    completion(present.isEmpty ? nil : .array(present))
  }
}
