import Dispatch
import JSON
@testable import Node

/// Calls of a node's methods without a port between.
struct NodeLine {
  let node: DevnetNode
  let layer: Caller.Layer
  var isLoopback = true

  /// The whole answer: with a `result` or an `error`.
  func answer(_ method: String, _ parameters: [JSONValue]) -> JSONValue {
    let call: JSONValue = ["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .array(parameters)]
    let caller = Caller(layer: layer, isLoopback: isLoopback, origin: nil)
    let answer = Answer()
    node.queue.sync { RPCMessage.answer(call, by: node, caller) { answer.value = $0 ?? .null } }
    return answer.value
  }

  func ask(_ method: String, _ parameters: JSONValue...) -> JSONValue { answer(method, parameters)["result"] ?? .null }

  /// The error's reason, or its message where it has none.
  func refusal(_ method: String, _ parameters: JSONValue...) -> String? {
    guard let error = answer(method, parameters)["error"] else { return nil }
    return error["data"]?["reason"]?.stringValue ?? error["message"]?.stringValue
  }

  /// As somebody has it who follows the L1.
  var l1: L1RPC {
    L1RPC { method, parameters throws(L1SourceError) in
      let answer = answer(method, parameters)
      if let error = answer["error"] { throw .refused(error["message"]?.stringValue ?? error.text()) }
      return answer["result"] ?? .null
    }
  }
}

/// Written and read on the node's queue only.
private final class Answer: @unchecked Sendable {
  var value = JSONValue.null
}
