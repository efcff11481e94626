/// An answer, taken apart.
public struct TestAnswer: Equatable {
  public let status: Int
  public let headers: [String: String]
  public let body: [UInt8]

  public var text: String { String(decoding: body, as: UTF8.self) }
}

extension TestSocket {
  public func ask(_ method: String, _ path: String, _ body: [UInt8]? = nil, headers: String = "") throws -> TestAnswer {
    try sendRequest(method, path, body, headers: headers)
    return try receiveAnswer(withoutBody: method == "HEAD")
  }

  public func sendRequest(_ method: String, _ path: String, _ body: [UInt8]? = nil, headers: String = "") throws {
    try send(Self.request(method, path, body, headers: headers))
  }

  public static func request(_ method: String, _ path: String, _ body: [UInt8]? = nil, headers: String = "") -> [UInt8]
  {
    let length = body.map { "Content-Length: \($0.count)\r\n" } ?? ""
    return Array("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(length)\(headers)\r\n".utf8) + (body ?? [])
  }

  public func receiveAnswer(withoutBody: Bool = false) throws -> TestAnswer {
    let lines = try receiveHead().split(separator: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words[0] == "HTTP/1.1", let status = Int(words[1]) else { throw TestSocketError.unexpected("\(lines[0])") }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    let length = withoutBody ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
    return TestAnswer(status: status, headers: headers, body: try receive(length))
  }
}
