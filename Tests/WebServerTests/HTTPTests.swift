import Foundation
import TestSupport
import Threading
import Testing
import WebServer

@Suite struct `HTTP` {
  @Test func `requests arrive whole and answers go back`() throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      let answer = try client.ask(
        "POST", "/echo?a=1&b=x%20y", Array("{}".utf8),
        headers: "Content-Type: application/json\r\nAuthorization: Bearer t\r\nOrigin: http://a\r\n")
      #expect(answer.status == 200 && answer.text == "{}")
      #expect(answer.headers["content-type"] == "application/json")
      #expect(answer.headers["access-control-allow-origin"] == "*")
      #expect(answer.headers["connection"] == nil)
      #expect(
        program.memory.withLock { $0.requests } == [
          HTTPRequest(
            method: "POST", path: "/echo", query: "a=1&b=x%20y", contentType: "application/json",
            authorization: "Bearer t", origin: "http://a", body: Array("{}".utf8), isLoopback: true)
        ])
    }
  }

  @Test(arguments: ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
  func `any method reaches the program`(method: String) throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      let body: [UInt8]? = ["PUT", "PATCH"].contains(method) ? [] : nil
      let answer = try client.ask(method, "/n%6Fne%21", body)
      #expect(answer.status == 404)
      #expect(answer.text == (method == "HEAD" ? "" : "nothing at /none!\n"))
      #expect(answer.headers["content-length"] == "18")
      #expect(program.memory.withLock { $0.requests.map(\.method) } == [method])
      #expect(try client.ask("GET", "/").status == 200)
    }
  }

  @Test func `a preflight is answered without the program`() throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      let answer = try client.ask(
        "OPTIONS", "/l1",
        headers: "Origin: http://example.org\r\nAccess-Control-Request-Method: POST\r\n"
          + "Access-Control-Request-Headers: content-type\r\n")
      #expect(answer.status == 204 && answer.headers["content-length"] == nil)
      #expect(answer.headers["access-control-allow-origin"] == "*")
      #expect(answer.headers["access-control-allow-methods"]?.contains("POST") == true)
      #expect(answer.headers["access-control-allow-headers"] == "authorization, *")
      #expect(try client.ask("OPTIONS", "/", [1, 2, 3]).status == 204)
      #expect(try client.ask("OPTIONS", "/", []).status == 204)
      try client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.receiveAnswer().status == 204)
      #expect(program.memory.withLock { $0.requests.isEmpty })
      #expect(try client.ask("POST", "/", [9]).body == [9])
    }
  }

  @Test func `a connection serves a thousand requests`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      for number in 0..<1_000 {
        let body = Array("\(number)".utf8)
        let answer = try client.ask(number.isMultiple(of: 3) ? "POST" : "PUT", "/echo", body)
        #expect(answer.status == 200 && answer.body == body)
      }
      #expect(server.statistics.openConnections == 1 && server.statistics.requests == 1_000)
    }
  }

  @Test func `a body may come in chunks`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      let head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      try client.send(head + "3\r\none\r\n4;x=y\r\n two\r\n0\r\nTrailer: x\r\n\r\n" + head + "0\r\n\r\n")
      #expect(try client.receiveAnswer().text == "one two")
      #expect(try client.receiveAnswer().text == "")
    }
  }

  @Test func `an offer to go over to HTTP/2 is ignored`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      let offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
      #expect(try client.ask("POST", "/echo", [1], headers: offer).body == [1])
      #expect(try client.ask("POST", "/echo", [2]).body == [2])
    }
  }

  @Test func `a body may come a byte at a time`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      for byte in TestSocket.request("POST", "/echo", Array("slowly".utf8)) { try client.send([byte]) }
      #expect(try client.receiveAnswer().text == "slowly")
    }
  }

  @Test(arguments: ["/echo", "/later"])
  func `requests sent ahead are answered in order, whoever answers`(path: String) throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      let bodies = (0..<300).map { Array(String(repeating: "\($0),", count: 1 + $0 * 7 % 400).utf8) }
      let stream = bodies.enumerated().flatMap { number, body in
        TestSocket.request(number.isMultiple(of: 5) ? "GET" : "POST", path, number.isMultiple(of: 5) ? nil : body)
      }
      // In pieces that begin and end anywhere.
      for start in stride(from: 0, to: stream.count, by: 1_777) {
        try client.send(Array(stream[start..<min(start + 1_777, stream.count)]))
      }
      for (number, body) in bodies.enumerated() {
        #expect(try client.receiveAnswer().body == (number.isMultiple(of: 5) ? [] : body))
      }
      #expect(program.memory.withLock { $0.requests.count } == 300)
    }
  }

  @Test func `a second request waits, without work, for the answer to the first`() throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      try client.send(TestSocket.request("POST", "/held", [1]) + TestSocket.request("POST", "/echo", [2]))
      try client.sendRequest("POST", "/echo", [3])
      #expect(eventually { program.memory.withLock { $0.held.count } == 1 })
      let nanoseconds = program.serviceNanoseconds
      usleep(200_000)
      #expect(program.serviceNanoseconds - nanoseconds < 20_000_000, "the service thread spins")
      #expect(program.memory.withLock { $0.requests.count } == 1)
      program.memory.withLock { $0.held.removeFirst() }(HTTPResponse(status: 202, text: "at last"))
      #expect(try client.receiveAnswer().status == 202)
      #expect(try client.receiveAnswer().body == [2])
      #expect(try client.receiveAnswer().body == [3])
    }
  }

  @Test func `32 clients at once get their own answers`() throws {
    try withServer { server, _ in
      let answerCount = Locked(0)
      let port = server.port
      let clients = inThreads(32) { number in
        guard let client = try? TestSocket(port: port) else { return }
        for round in 0..<100 {
          let body = Array("\(number)/\(round)".utf8)
          if (try? client.ask("POST", "/later", body))?.body == body { answerCount.withLock { $0 += 1 } }
        }
      }
      clients.wait()
      #expect(answerCount.withLock { $0 } == 3_200)
    }
  }

  @Test func `a large answer goes out whole, and the connection goes on`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port, receiveBufferBytes: 4096)
      try client.send(TestSocket.request("GET", "/large") + TestSocket.request("POST", "/echo", [7]))
      usleep(50_000)
      #expect(try client.receiveAnswer().body == TestProgram.large)
      #expect(try client.receiveAnswer().body == [7])
      #expect(try client.ask("GET", "/large", headers: "Connection: close\r\n").body == TestProgram.large)
      #expect(client.receiveToEnd().isEmpty)
    }
  }

  @Test(arguments: [
    (version: "1.1", header: "Connection: close\r\n", says: "close" as String?),
    (version: "1.1", header: "Connection: x, Close\r\n", says: "close"), (version: "1.0", header: "", says: "close"),
    (version: "1.1", header: "", says: nil), (version: "1.0", header: "Connection: Keep-Alive\r\n", says: "keep-alive"),
  ])
  func `a connection ends when the client says so`(row: (version: String, header: String, says: String?)) throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      try client.send("GET / HTTP/\(row.version)\r\nHost: a\r\n\(row.header)\r\n")
      #expect(try client.receiveAnswer().headers["connection"] == row.says)
      if row.says == "close" {
        #expect(client.receiveToEnd().isEmpty)
      } else {
        #expect(try client.ask("GET", "/").status == 200)
      }
    }
  }

  @Test func `an answer that the program forgets is a 500`() throws {
    try withServer { server, _ in
      let client = try TestSocket(port: server.port)
      #expect(try client.ask("GET", "/dropped").status == 500)
      #expect(try client.ask("GET", "/").status == 200)
    }
  }

  @Test func `an answer to a client that has left is lost`() throws {
    try withServer { server, program in
      for isRude in [true, false] {
        let client = try TestSocket(port: server.port)
        try client.sendRequest("POST", "/held", [1])
        #expect(eventually { program.memory.withLock { $0.held.count } == 1 })
        if isRude { client.abort() } else { client.close() }
        usleep(20_000)
        program.memory.withLock { $0.held.removeFirst() }(HTTPResponse(status: 200, text: "too late"))
        #expect(eventually { server.statistics.openConnections == 0 })
      }
      #expect(try TestSocket(port: server.port).ask("GET", "/").status == 200)
    }
  }
}
