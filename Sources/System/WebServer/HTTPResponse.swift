/// The answer to one request. The server adds the length, the CORS header and, for HEAD, the silence.
public struct HTTPResponse: Equatable, Sendable {
  /// 200 ... 599.
  public let status: Int

  public let contentType: String

  public let body: [UInt8]

  /// - Precondition: `status` ends an exchange, and `contentType` is one line of printable ASCII.
  public init(status: Int, contentType: String, body: [UInt8]) {
    precondition((200...599).contains(status), "\(status) does not end an exchange")
    precondition(contentType.utf8.allSatisfy { (0x20...0x7e).contains($0) }, "a content type would break the header")
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  /// A line of plain text.
  public init(status: Int, text: String) {
    self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
  }
}

extension HTTPResponse {
  /// The response as HTTP/1.1 puts it on the wire (RFC 9112 §2.1).
  ///
  /// - Parameters:
  ///   - withoutBody: the answer to HEAD: the header speaks of a body that does not follow.
  ///   - connection: what becomes of the connection, if that goes without saying: nil.
  func encoded(withoutBody: Bool, connection: String?) -> [UInt8] {
    var head = "HTTP/1.1 \(status) \(Self.reason(of: status))\r\naccess-control-allow-origin: *\r\n"
    if status == 204 { head += Self.preflightFields }
    if mayHaveBody { head += "content-type: \(contentType)\r\ncontent-length: \(body.count)\r\n" }
    if let connection { head += "connection: \(connection)\r\n" }
    head += "\r\n"
    return Array(head.utf8) + (withoutBody || !mayHaveBody ? [] : body)
  }

  /// RFC 9110 §6.4.1.
  private var mayHaveBody: Bool { status != 204 && status != 304 }

  static let preflight = HTTPResponse(status: 204, contentType: "", body: [])

  /// What a browser wants to hear before it lets a page of another origin post JSON (Fetch standard, §3.3).
  ///
  /// The asterisk does not cover `authorization`, which therefore has to be named.
  private static let preflightFields = """
    access-control-allow-methods: GET, HEAD, POST, OPTIONS\r
    access-control-allow-headers: authorization, *\r
    access-control-max-age: 86400\r

    """

  /// RFC 9110 §15, and RFC 6585 for 429 and 431.
  private static func reason(of status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Unsupported"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: status < 300 ? "OK" : status < 400 ? "Redirect" : status < 500 ? "Client Error" : "Server Error"
    }
  }
}
