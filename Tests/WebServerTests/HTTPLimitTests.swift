import Threading
import TestSupport
import Testing
import WebServer

@Suite struct `A request beyond the limits` {
  private var small: WebServerLimits {
    var limits = WebServerLimits()
    limits.bodyBytes = 1_000
    return limits
  }

  @Test func `of the body is a 413, and the connection goes on`() throws {
    try withServer(limits: small) { server, program in
      let client = try TestSocket(port: server.port)
      #expect(try client.ask("POST", "/echo", [UInt8](repeating: 1, count: 1_000)).status == 200)
      let answer = try client.ask("POST", "/echo", [UInt8](repeating: 1, count: 1_001))
      #expect(answer.status == 413 && answer.text == "a request body may have 1000 bytes\n")
      #expect(try client.ask("POST", "/echo", [5]).body == [5])
      #expect(program.memory.withLock { $0.requests.count } == 2 && server.statistics.tooLarge == 1)
    }
  }

  @Test func `is answered even to a client that first sends everything`() throws {
    try withServer(limits: small) { server, _ in
      let client = try TestSocket(port: server.port)
      try client.send(
        Array("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n".utf8)
          + [UInt8](repeating: 1, count: 30_000_000))
      #expect(try client.receiveAnswer().status == 413)
    }
  }

  @Test func `eight times over ends the connection`() throws {
    try withServer(limits: small) { server, _ in
      let client = try TestSocket(port: server.port)
      try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n")
      #expect(try client.receiveAnswer().headers["connection"] == "close")
      #expect(client.receiveToEnd().isEmpty)
    }
  }

  @Test func `of eight megabytes is a 413 by default`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      #expect(try client.ask("POST", "/echo", [UInt8](repeating: 1, count: 8 << 20)).body.count == 8 << 20)
      #expect(try client.ask("POST", "/echo", [UInt8](repeating: 1, count: 8 << 20 + 1)).status == 413)
      #expect(try client.ask("GET", "/").status == 200)
    }
  }

  @Test func `of what may be sent ahead is held back`() throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      try client.sendRequest("GET", "/held")
      #expect(eventually { program.memory.withLock { $0.held.count } == 1 })
      let ahead = [UInt8](repeating: 0x20, count: 100_000)
      #expect(client.sendUntilRefused(ahead, limit: 100_000_000) < 50_000_000, "the server reads on and on")
    }
  }

  @Test func `is refused before the client sends it, if it asks`() throws {
    try withServer(limits: small) { server, _ in
      let client = try TestSocket(port: server.port)
      let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: "
      try client.send(head + "3\r\n\r\n")
      #expect(try client.receiveHead() == "HTTP/1.1 100 Continue\r\n\r\n")
      try client.send([1, 2, 3])
      #expect(try client.receiveAnswer().body == [1, 2, 3])
      try client.send(head + "1001\r\n\r\n")
      #expect(try client.receiveAnswer().status == 413)
      #expect(client.receiveToEnd().isEmpty)
    }
  }

  @Test(arguments: [
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\na", 400), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 16 << 10) + "\r\n\r\n", 431),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n800001\r\nx", 413),
  ])
  func `of the protocol is refused, and the connection ends`(row: (request: String, status: Int)) throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      try client.send(row.request)
      let answer = try client.receiveAnswer()
      #expect(answer.status == row.status && answer.headers["connection"] == "close")
      #expect(client.receiveToEnd().isEmpty)
      #expect(program.memory.withLock { $0.requests.isEmpty })
    }
  }

  @Test func `of the number of connections is turned away`() throws {
    var limits = WebServerLimits()
    limits.connectionCount = 3
    try withServer(limits: limits) { server, _ in
      let clients = try (0..<3).map { _ in try TestSocket(port: server.port) }
      for client in clients { #expect(try client.ask("GET", "/").status == 200) }
      #expect(throws: TestSocketError.self) { try TestSocket(port: server.port).ask("GET", "/") }
      clients[0].close()
      #expect(eventually { server.statistics.openConnections == 2 })
      #expect(try TestSocket(port: server.port).ask("GET", "/").status == 200)
      withExtendedLifetime(clients) {}
    }
  }

  @Test(arguments: Seeds.all)
  func `or of all sense harms nobody else`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    try withServer { server, _ in
      for _ in 0..<400 {
        let client = try TestSocket(port: server.port)
        try? client.send(Self.nonsense(&generator))
        if Bool.random(using: &generator) { client.abort() } else { client.close() }
      }
      #expect(try TestSocket(port: server.port).ask("GET", "/").status == 200)
      #expect(eventually { server.statistics.openConnections == 0 })
    }
  }

  private static func nonsense(_ generator: inout SplitMix64) -> [UInt8] {
    let samples = [
      TestSocket.request("POST", "/later?x=%41&y", Array("{}".utf8)) + TestSocket.request("GET", "/large"),
      Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n".utf8),
      TestSocket.request("GET", "/", headers: TestWebSocket.upgrade) + [
        0x81, 0x82, 1, 2, 3, 4, 5, 6, 0x89, 0x80, 0, 0,
      ],
      Array("CONNECT a:1 HTTP/1.1\r\n\r\n".utf8), Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
      TestSocket.request("GET", "/" + String(repeating: "a&b=%2e./", count: 3_000)),
    ]
    var bytes = samples.randomElement(using: &generator)!
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0 ... .max, using: &generator)
    }
    return Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &generator)))
  }
}
