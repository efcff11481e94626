/// What the header of a request says.
struct RequestHead: Equatable, Sendable {
  /// How the end of the body is found (RFC 9112 §6.3).
  enum Framing: Equatable, Sendable {
    case noBody
    case length(Int)
    case chunked
  }

  var method = ""
  var path = ""
  var query: String?
  var contentType: String?
  var authorization: String?
  var origin: String?
  var framing = Framing.noBody
  var expectsContinue = false

  /// HTTP/1.0, where a connection that is to go on must say so.
  var isOld = false

  /// Whether the client wants to ask more on this connection.
  var keepsAlive = true

  /// Not nil when the client wants to go over to WebSocket.
  var webSocketKey: String?

  func request(body: [UInt8], isLoopback: Bool) -> HTTPRequest {
    HTTPRequest(
      method: method, path: path, query: query, contentType: contentType, authorization: authorization,
      origin: origin, body: body, isLoopback: isLoopback)
  }
}
