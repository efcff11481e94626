/// What the server asks of the program behind it.
///
/// All methods are called on the server's own thread, one at a time. While one runs, nobody is served: hand long work
/// to another thread.
public protocol WebServerDelegate: AnyObject, Sendable {
  /// Answers a request through `completion`, now or later, from any thread, exactly once.
  ///
  /// The server holds back what else that client sends on the connection, so answers keep the order of the requests. A
  /// completion that is dropped without being called answers 500.
  func respond(to request: HTTPRequest, _ completion: @escaping @Sendable (HTTPResponse) -> Void)

  /// Whether WebSocket connections are welcome at `path`. A client that is not gets a 404.
  func acceptsWebSocket(path: String) -> Bool

  func webSocketOpened(_ connection: ConnectionID, _ handshake: WebSocketHandshake)

  func webSocketReceived(_ connection: ConnectionID, message: WebSocketMessage)

  /// Comes once for each `webSocketOpened`, whoever ended the connection.
  func webSocketClosed(_ connection: ConnectionID)
}

/// What a client said when it opened a WebSocket.
public struct WebSocketHandshake: Equatable, Sendable {
  public let path: String
  public let query: String?

  /// The whole header, scheme included.
  public let authorization: String?

  /// The page, if any, from which a browser comes: `https://example.org`. Other programs say what they like.
  public let origin: String?

  /// Whether the peer is this machine. Behind a proxy on this machine, everybody is.
  public let isLoopback: Bool
}
