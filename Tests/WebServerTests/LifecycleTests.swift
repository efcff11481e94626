import Foundation
import TestSupport
import Threading
import Testing
import WebServer

@Suite struct `A web server` {
  @Test func `says so when the port is taken, and what to do`() throws {
    try withServer { server, program in
      #expect(throws: WebServerError.portInUse(server.port)) { try WebServer(port: server.port, delegate: program) }
      #expect("\(WebServerError.portInUse(9545))".contains("port 9545 is in use: stop the program"))
    }
  }

  @Test(arguments: [
    ("nowhere", WebServerError.hostNotAnAddress("nowhere")), ("", .hostNotAnAddress("")),
    ("192.0.2.1", .hostNotLocal("192.0.2.1")),
  ])
  func `says so when it cannot have the address`(row: (host: String, error: WebServerError)) {
    #expect(throws: row.error) { try WebServer(host: row.host, port: 0, delegate: TestProgram()) }
  }

  @Test(arguments: ["localhost", "127.0.0.1", "0.0.0.0", "::"])
  func `listens where it is told`(host: String) throws {
    let server = try WebServer(host: host, port: 0, delegate: TestProgram())
    defer { server.stop() }
    #expect(server.port != 0)
    #expect(try TestSocket(port: server.port).ask("GET", "/").status == 200)
  }

  @Test func `can be followed by another on the same port at once`() throws {
    let program = TestProgram()
    var port: UInt16 = 0
    for _ in 0..<5 {
      let server = try WebServer(port: port, delegate: program)
      port = server.port
      #expect(try TestSocket(port: port).ask("GET", "/").status == 200)
      server.stop()
      #expect(throws: TestSocketError.self) { try TestSocket(port: port).ask("GET", "/") }
    }
  }

  @Test func `stops in no time when idle, and twice is once`() throws {
    let server = try WebServer(port: 0, delegate: TestProgram())
    let idle = try TestSocket(port: server.port)
    #expect(try idle.ask("GET", "/").status == 200)
    let start = ContinuousClock.now
    server.stop()
    server.stop()
    #expect(ContinuousClock.now - start < .milliseconds(500))
    #expect(idle.receiveToEnd().isEmpty)
  }

  @Test func `answers what it has accepted before it stops`() throws {
    try withServer { server, program in
      let clients = try (0..<8).map { _ in try TestSocket(port: server.port) }
      for client in clients { try client.sendRequest("POST", "/held", [1]) }
      let reader = try TestSocket(port: server.port, receiveBufferBytes: 4096)
      try reader.sendRequest("GET", "/large")
      let socket = try TestWebSocket(port: server.port)
      #expect(eventually { program.memory.withLock { $0.held.count == 8 && $0.opened.count == 1 } })
      for number in 0..<100 { server.send(.text("\(number)"), to: program.memory.withLock { $0.opened[0].connection }) }
      let stopped = inThreads(1) { _ in server.stop() }
      for number in 0..<100 { #expect(try socket.receiveText() == "\(number)") }
      #expect(try socket.receiveClosing() == (1001, "the server is stopping"))
      socket.socket.close()
      #expect(throws: TestSocketError.self) { try TestSocket(port: server.port).ask("GET", "/") }
      for completion in program.memory.withLock({ $0.held }) { completion(HTTPResponse(status: 200, text: "done")) }
      for client in clients { #expect(try client.receiveAnswer().text == "done\n") }
      #expect(try reader.receiveAnswer().body == TestProgram.large)
      #expect(stopped.wait(timeout: .now() + 2) == .success)
      #expect(server.statistics.openConnections == 0)
    }
  }

  @Test func `stops within two seconds though nobody answers or reads`() throws {
    try withServer { server, program in
      let waiting = try TestSocket(port: server.port)
      try waiting.sendRequest("GET", "/held")
      let halfway = try TestSocket(port: server.port)
      try halfway.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this")
      let deaf = try TestSocket(port: server.port, receiveBufferBytes: 4096)
      try deaf.sendRequest("GET", "/large")
      let socket = try TestWebSocket(port: server.port)
      #expect(eventually { program.memory.withLock { $0.held.count == 1 && $0.opened.count == 1 } })
      let start = ContinuousClock.now
      server.stop()
      #expect(ContinuousClock.now - start < .seconds(2))
      #expect(program.memory.withLock { $0.closed.count } == 1)
      program.memory.withLock { $0.held[0] }(HTTPResponse(status: 200, text: "too late"))
      #expect(waiting.receiveToEnd().isEmpty)
      withExtendedLifetime((halfway, deaf, socket)) {}
    }
  }

  @Test func `stops under fire`() throws {
    for _ in 0..<5 {
      let program = TestProgram()
      let server = try WebServer(port: 0, delegate: program)
      let clients = inThreads(8) { number in
        guard let client = try? TestSocket(port: server.port) else { return }
        let body = Array("\(number)".utf8)
        while let answer = try? client.ask("POST", "/later", body) {
          #expect(answer.status == 503 || answer.body == body)
        }
      }
      usleep(50_000)
      let start = ContinuousClock.now
      server.stop()
      #expect(ContinuousClock.now - start < .seconds(2))
      clients.wait()
    }
  }

  @Test func `ends a connection that has been silent too long`() throws {
    var limits = WebServerLimits()
    limits.keepAliveSeconds = 1
    try withServer(limits: limits) { server, program in
      let client = try TestSocket(port: server.port)
      #expect(try client.ask("GET", "/").status == 200)
      let waiting = try TestSocket(port: server.port)
      try waiting.sendRequest("GET", "/held")
      let start = ContinuousClock.now
      #expect(client.receiveToEnd().isEmpty)
      #expect(ContinuousClock.now - start > .milliseconds(900))
      program.memory.withLock { $0.held[0] }(HTTPResponse(status: 200, text: "patience"))
      #expect(try waiting.receiveAnswer().status == 200)
    }
  }

  @Test func `ends with its owner`() throws {
    var server: WebServer? = try WebServer(port: 0, delegate: TestProgram())
    let port = try #require(server?.port)
    let client = try TestSocket(port: port)
    #expect(try client.ask("GET", "/").status == 200)
    server = nil
    #expect(client.receiveToEnd().isEmpty)
  }
}
