extension RequestHead {
  /// Reads a header (RFC 9112 §§2-6), strictly: whatever two readers could understand in two ways is refused.
  ///
  /// - Parameter bytes: from the request line up to, and without, the empty line.
  init(_ bytes: ArraySlice<UInt8>) throws(RequestRefusal) {
    var rest = bytes
    try readRequestLine(try Self.nextLine(&rest))
    var fields = HeaderFields()
    while !rest.isEmpty { try fields.read(try Self.nextLine(&rest)) }
    contentType = fields.contentType
    authorization = fields.authorization
    origin = fields.origin
    expectsContinue = fields.expectation == "100-continue"
    keepsAlive = isOld ? fields.connection.contains("keep-alive") : !fields.connection.contains("close")
    framing = try fields.framing(isOld: isOld)
    guard fields.hostCount == 1 || isOld && fields.hostCount == 0 else {
      throw .malformed("a request names one host")
    }
    if method == "GET", framing == .noBody { webSocketKey = try fields.webSocketKeyIfAsked() }
  }

  /// Takes one line off `rest`. A line ends with CRLF, the last one with the header.
  private static func nextLine(_ rest: inout ArraySlice<UInt8>) throws(RequestRefusal) -> ArraySlice<UInt8> {
    let line = rest.prefix { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    rest = rest[line.endIndex...]
    guard !rest.isEmpty else { return line }
    guard rest.starts(with: [0x0d, 0x0a]) else { throw .malformed("a control character in the header") }
    rest = rest.dropFirst(2)
    return line
  }

  private mutating func readRequestLine(_ line: ArraySlice<UInt8>) throws(RequestRefusal) {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, HeaderFields.isToken(words[0]) else { throw .malformed("not a request line") }
    method = String(decoding: words[0], as: UTF8.self)
    try readVersion(words[2])
    try readTarget(words[1])
  }

  private mutating func readVersion(_ word: ArraySlice<UInt8>) throws(RequestRefusal) {
    switch String(decoding: word, as: UTF8.self) {
    case "HTTP/1.1": isOld = false
    case "HTTP/1.0": isOld = true
    case let word where word.hasPrefix("HTTP/"): throw .unknownVersion
    default: throw .malformed("not a request line")
    }
  }

  /// The target in its origin form, or in the absolute form that proxies use, or the asterisk of OPTIONS.
  private mutating func readTarget(_ word: ArraySlice<UInt8>) throws(RequestRefusal) {
    var target = word
    if target.starts(with: Array("http://".utf8)) {
      target = target.dropFirst(7)
      target = target[(target.firstIndex { $0 == 0x2f || $0 == 0x3f } ?? target.endIndex)...]
      if target.first != 0x2f { target = [0x2f] + target }
    }
    let isAsterisk = method == "OPTIONS" && target.elementsEqual([0x2a])
    guard target.first == 0x2f || isAsterisk else { throw .malformed("the target of a request begins with a slash") }
    let parts = target.split(separator: 0x3f, maxSplits: 1, omittingEmptySubsequences: false)
    path = try Self.percentDecoded(parts[0])
    if parts.count == 2, !parts[1].isEmpty { query = String(decoding: parts[1], as: UTF8.self) }
  }

  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) throws(RequestRefusal) -> String {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        decoded.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
        throw .malformed("a percent sign stands before two hexadecimal digits")
      }
      decoded.append(high << 4 | low)
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
