import JSON
import TestSupport

/// A subscriber: calls over WebSocket, with the notifications that come in between kept for later.
final class FeedClient {
  let webSocket: TestWebSocket
  private var notifications: [JSONValue] = []
  private var lastID: Int64 = 0

  init(_ webSocket: TestWebSocket) { self.webSocket = webSocket }

  enum Problem: Error {
    case refused(JSONValue)
    case unexpected(JSONValue)
  }

  /// Asks, and reads up to the answer.
  func ask(_ method: String, _ params: JSONValue...) throws -> JSONValue {
    try answer(to: try send(method, .array(params)))
  }

  /// - Returns: the call's id.
  func send(_ method: String, _ params: JSONValue) throws -> JSONValue {
    lastID += 1
    let call: JSONValue = ["jsonrpc": "2.0", "id": .integer(lastID), "method": .string(method), "params": params]
    try webSocket.send(call.text())
    return .integer(lastID)
  }

  /// Reads up to the answer to the call `id`.
  func answer(to id: JSONValue) throws -> JSONValue {
    while true {
      let message = try receive()
      guard message["id"] == id else {
        notifications.append(message)
        continue
      }
      if let error = message["error"] { throw Problem.refused(error) }
      return message["result"] ?? .null
    }
  }

  /// The error that answers a call.
  func refusal(_ method: String, _ params: JSONValue...) throws -> JSONValue {
    do {
      throw Problem.unexpected(try answer(to: try send(method, .array(params))))
    } catch Problem.refused(let error) { return error }
  }

  /// The next notification's `params`.
  func next() throws -> JSONValue {
    let message = notifications.isEmpty ? try receive() : notifications.removeFirst()
    guard message["jsonrpc"]?.stringValue == "2.0", message["method"]?.stringValue == "perp_subscription",
      message["id"] == nil, let params = message["params"]
    else { throw Problem.unexpected(message) }
    return params
  }

  /// All notifications so far: those that came before the answer to a call.
  func soFar() throws -> [JSONValue] {
    _ = try ask("rollup_heads")
    return try (0..<notifications.count).map { _ in try next() }
  }

  private func receive() throws -> JSONValue { try JSONValue.parse(Array(try webSocket.receiveText().utf8)) }
}

extension FeedClient {
  /// - Returns: the subscription's name.
  func subscribe(_ channel: String, _ options: JSONValue = [:]) throws -> String {
    try ask("perp_subscribe", .string(channel), options)["subscription"]?.stringValue ?? ""
  }
}

extension JSONValue {
  /// Of a notification.
  var sequence: Int64 { self["sequence"]?.integerValue ?? -1 }
  var items: [JSONValue] { self["data"]?["items"]?.arrayValue ?? [] }
}
