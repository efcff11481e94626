import JSON
import WebServer

/// One WebSocket, as the feed sees it.
struct FeedConnection: Sendable {
  let id: ConnectionID
  /// Nil once the server is gone.
  let server: @Sendable () -> WebServer?

  /// - Returns: false when the connection has ended, or ends now because too much waits for it.
  func notify(_ parameters: JSONValue) -> Bool {
    let message: JSONValue = ["jsonrpc": "2.0", "method": "perp_subscription", "params": parameters]
    return server()?.send(.text(message.bytes()), to: id) ?? false
  }

  /// What waits to be sent; nil when the connection has ended.
  var waitingBytes: Int? { server()?.waitingBytes(for: id) }

  func close(code: UInt16, reason: String) { server()?.close(id, code: code, reason: reason) }
}
