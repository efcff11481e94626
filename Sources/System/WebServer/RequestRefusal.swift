/// Why a request never reaches the delegate.
enum RequestRefusal: Error, Equatable {
  case malformed(String)
  case headTooLarge(limit: Int)
  case bodyTooLarge(limit: Int)
  case unknownTransferEncoding
  case unknownVersion

  var response: HTTPResponse {
    switch self {
    case .malformed(let reason): HTTPResponse(status: 400, text: reason)
    case .headTooLarge(let limit): HTTPResponse(status: 431, text: "a request header may have \(limit) bytes")
    case .bodyTooLarge(let limit): HTTPResponse(status: 413, text: "a request body may have \(limit) bytes")
    case .unknownTransferEncoding: HTTPResponse(status: 501, text: "the only transfer encoding known is chunked")
    case .unknownVersion: HTTPResponse(status: 505, text: "this port speaks HTTP/1.1 and WebSocket")
    }
  }
}
