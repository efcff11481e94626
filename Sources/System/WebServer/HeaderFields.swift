/// The header fields that mean something to us.
struct HeaderFields {
  var hostCount = 0
  var contentType: String?
  var authorization: String?
  var origin: String?
  var expectation: String?
  /// The options of `Connection` and of `Upgrade`, in lower case.
  var connection: [String] = []
  var upgrade: [String] = []
  private var contentLengths: [String] = []
  private var transferEncodings: [String] = []
  private var webSocketKey: String?
  private var webSocketVersion: String?

  mutating func read(_ line: ArraySlice<UInt8>) throws(RequestRefusal) {
    guard let colon = line.firstIndex(of: 0x3a), Self.isToken(line[..<colon]) else {
      throw .malformed("a header field is a name, a colon and a value")
    }
    let name = Self.lowercased(line[..<colon])
    let value = Self.trimmed(line[(colon + 1)...])
    switch name {
    case "host": hostCount += 1
    case "content-type": contentType = String(decoding: value, as: UTF8.self)
    case "authorization": authorization = String(decoding: value, as: UTF8.self)
    case "origin": origin = String(decoding: value, as: UTF8.self)
    case "content-length": contentLengths.append(String(decoding: value, as: UTF8.self))
    case "transfer-encoding": transferEncodings.append(Self.lowercased(value))
    case "connection": connection += Self.options(value)
    case "upgrade": upgrade += Self.options(value)
    case "expect": expectation = Self.lowercased(value)
    case "sec-websocket-key": webSocketKey = String(decoding: value, as: UTF8.self)
    case "sec-websocket-version": webSocketVersion = String(decoding: value, as: UTF8.self)
    default: break
    }
  }

  /// RFC 9112 §6.3. Two lengths, or a length and chunks, are how one request is smuggled inside another.
  func framing(isOld: Bool) throws(RequestRefusal) -> RequestHead.Framing {
    guard transferEncodings.isEmpty else {
      guard contentLengths.isEmpty, !isOld else { throw .malformed("the length of the body is ambiguous") }
      guard transferEncodings == ["chunked"] else { throw .unknownTransferEncoding }
      return .chunked
    }
    guard let length = contentLengths.first else { return .noBody }
    guard contentLengths.count == 1, !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let bodyBytes = Int(length)
    else { throw .malformed("Content-Length is not one number") }
    return bodyBytes == 0 ? .noBody : .length(bodyBytes)
  }

  /// RFC 6455 §4.2.1. An upgrade to anything else, HTTP/2 in the clear above all, is ignored, as it may be.
  func webSocketKeyIfAsked() throws(RequestRefusal) -> String? {
    guard connection.contains("upgrade"), upgrade.contains("websocket") else { return nil }
    guard webSocketVersion == "13" else { throw .malformed("the version of WebSocket spoken here is 13") }
    guard let key = webSocketKey, key.utf8.count == 24, key.utf8.allSatisfy(Self.isBase64) else {
      throw .malformed("Sec-WebSocket-Key is not the base64 of 16 bytes")
    }
    return key
  }
}

extension HeaderFields {
  /// RFC 9110 §5.6.2.
  static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { isLetterOrDigit($0) || marks.contains($0) }
  }

  private static let marks = Array("!#$%&'*+-.^_`|~".utf8)

  private static func isBase64(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == 0x2b || byte == 0x2f || byte == 0x3d
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let start = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    let last = start.lastIndex { $0 != 0x20 && $0 != 0x09 }
    return last.map { start[...$0] } ?? []
  }

  private static func options(_ bytes: ArraySlice<UInt8>) -> [String] {
    bytes.split(separator: 0x2c).map { lowercased(trimmed($0)) }
  }

  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.lazy.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
