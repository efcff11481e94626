/// One HTTP request, read to its end.
public struct HTTPRequest: Equatable, Sendable {
  /// As it came. The server answers OPTIONS itself.
  public let method: String

  /// Begins with a slash; percent signs are decoded.
  public let path: String

  /// What follows the question mark, as it came; nil when there is nothing.
  public let query: String?

  public let contentType: String?

  /// The whole header, scheme included.
  public let authorization: String?

  /// The page, if any, from which a browser comes: `https://example.org`. Other programs say what they like.
  public let origin: String?

  public let body: [UInt8]

  /// Whether the peer is this machine. Behind a proxy on this machine, everybody is.
  public let isLoopback: Bool

  public init(
    method: String, path: String, query: String? = nil, contentType: String? = nil, authorization: String? = nil,
    origin: String? = nil, body: [UInt8] = [], isLoopback: Bool = false
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.contentType = contentType
    self.authorization = authorization
    self.origin = origin
    self.body = body
    self.isLoopback = isLoopback
  }
}
