/// What other threads ask of the service thread.
enum Command: Sendable {
  /// The answer to the request numbered `exchange` on that connection.
  case reply(ConnectionID, exchange: UInt64, HTTPResponse)
  case send(WebSocketMessage, ConnectionID)
  case close(ConnectionID, Closing)
  /// The client has not read what waits for it. Forget that and close.
  case cutOff(ConnectionID)
  /// Finish what is under way, then end.
  case stop
  /// End now.
  case abandon
}

/// How a WebSocket is to end (RFC 6455 §7.4).
struct Closing: Equatable, Sendable {
  let code: UInt16
  let reason: String

  /// A control frame has room for 123 bytes (RFC 6455 §5.5), and must not end within a character.
  var reasonBytes: [UInt8] {
    var reason = reason
    while reason.utf8.count > 123 { reason.removeLast() }
    return Array(reason.utf8)
  }

  static let goingAway = Closing(code: 1001, reason: "the server is stopping")
  static let tooLarge = Closing(code: 1009, reason: "the message is too large")
  static let tooSlow = Closing(code: 1013, reason: "reading too slowly: too much is waiting; connect again and resume")
}
