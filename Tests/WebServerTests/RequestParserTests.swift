import TestSupport
import Testing

@testable import WebServer

@Suite struct `Requests on the wire` {
  private func events(of bytes: [UInt8], inPiecesOf size: Int, limit: Int = 1_000) -> [RequestParser.Event] {
    var parser = RequestParser(bodyLimit: limit)
    var events: [RequestParser.Event] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { parser.append($0) }
      while case let event = parser.next(), event != .needsMore { events.append(event) }
    }
    return events
  }

  private func head(_ method: String, _ path: String, _ framing: RequestHead.Framing = .noBody) -> RequestHead {
    var head = RequestHead()
    head.method = method
    head.path = path
    head.framing = framing
    return head
  }

  @Test func `are the same however they are cut into packets`() {
    let text = """
      POST / HTTP/1.1\r\nhost:a\r\nContent-length: 3 \r\n\r\n{}\n\r
      GET /a%20b?c=%20&d HTTP/1.1\r\nHost: a\r\n\r
      POST /l1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n0a\r\n0123456789\r\n000\r\n\r
      PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n\(String(repeating: "y", count: 1001))\
      DELETE http://host:80/deep?q HTTP/1.1\r\nHost: a\r\n\r
      POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nz\
      GET / HTTP/1.0\r\nAuthorization: Bearer x\r\n\r

      """
    var second = head("GET", "/a b")
    second.query = "c=%20&d"
    var fifth = head("DELETE", "/deep")
    fifth.query = "q"
    var sixth = head("POST", "/", .length(1))
    sixth.expectsContinue = true
    var last = head("GET", "/")
    last.authorization = "Bearer x"
    last.isOld = true
    last.keepsAlive = false
    let expected: [RequestParser.Event] = [
      .complete(head("POST", "/", .length(3)), body: Array("{}\n".utf8)), .complete(second, body: []),
      .complete(head("POST", "/l1", .chunked), body: Array("ab0123456789".utf8)),
      .refused(.bodyTooLarge(limit: 1_000), head("PUT", "/x", .length(1_001)), isLast: false),
      .complete(fifth, body: []), .expectsContinue, .complete(sixth, body: Array("z".utf8)), .complete(last, body: []),
    ]
    let bytes = Array(text.utf8)
    for size in Array(1...100) + [bytes.count] { #expect(events(of: bytes, inPiecesOf: size) == expected) }
  }

  @Test(arguments: [
    "GET  / HTTP/1.1\r\nHost: a", "GET /\r\nHost: a", " GET / HTTP/1.1\r\nHost: a", "G(T / HTTP/1.1\r\nHost: a",
    "GET / HTP/1.1\r\nHost: a", "GET x HTTP/1.1\r\nHost: a", "GET * HTTP/1.1\r\nHost: a",
    "CONNECT a:1 HTTP/1.1\r\nHost: a",
    "GET /%4 HTTP/1.1\r\nHost: a", "GET /%zz HTTP/1.1\r\nHost: a", "GET / HTTP/1.1",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: a",
    "GET / HTTP/1.1\r\nHost: a\nX: y", "GET / HTTP/1.1\r\nHost: a\rX: y", "GET / HTTP/1.1\r\nHost: a\0",
    "GET / HTTP/1.1\r\nHost: a\r\n folded: b", "GET / HTTP/1.1\r\nHost: a\r\nSpace : b",
    "GET / HTTP/1.1\r\nHost: a\r\n: b",
    "GET / HTTP/1.1\r\nHost: a\r\nNo colon",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
  ])
  func `that can be understood in two ways are refused, once`(text: String) {
    let bytes = Array((text + "\r\n\r\n" + "GET / HTTP/1.1\r\nHost: a\r\n\r\n").utf8)
    for size in [1, 7, bytes.count] {
      let events = events(of: bytes, inPiecesOf: size)
      #expect(events.count == 1)
      guard case .refused(.malformed, nil, isLast: true) = events.first else {
        Issue.record("\(events)")
        return
      }
    }
  }

  @Test(arguments: [
    ("GET / HTTP/2.0\r\nHost: a", RequestRefusal.unknownVersion),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked", .unknownTransferEncoding),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 16 << 10), .headTooLarge(limit: 16 << 10)),
    (String(repeating: "x", count: 20_000), .headTooLarge(limit: 16 << 10)),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", .bodyTooLarge(limit: 1_000)),
    (
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        + String(repeating: "a: b\r\n", count: 2_000),
      .headTooLarge(limit: 4096)
    ),
  ])
  func `that ask too much are told so`(row: (text: String, refusal: RequestRefusal)) {
    let bytes = Array((row.text + "\r\n\r\n").utf8)
    for size in [13, bytes.count] {
      #expect(events(of: bytes, inPiecesOf: size) == [.refused(row.refusal, nil, isLast: true)])
    }
  }

  @Test func `in chunks have a limit for all chunks together`() {
    let bytes = Array(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n".utf8)
    let refusal = RequestParser.Event.refused(.bodyTooLarge(limit: 3), nil, isLast: true)
    #expect(events(of: bytes, inPiecesOf: 5, limit: 3) == [refusal])
    #expect(
      events(of: bytes, inPiecesOf: 5, limit: 4) == [.complete(head("POST", "/", .chunked), body: Array("abcd".utf8))])
  }

  @Test(arguments: Seeds.all)
  func `never trap, whatever they are`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let sample = Array(
      """
      POST /a%20b?c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r
      GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r
      POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc
      """.utf8)
    for _ in 0..<5_000 {
      var bytes = sample
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0 ... .max, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(Array("\r\n: %;0f".utf8).randomElement(using: &generator)!, at: place)
        }
      }
      let whole = events(of: bytes, inPiecesOf: bytes.count)
      #expect(events(of: bytes, inPiecesOf: Int.random(in: 1...20, using: &generator)) == whole)
    }
  }
}
