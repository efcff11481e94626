import Foundation
import TestSupport
import Threading
import Testing
import WebServer

@Suite struct `WebSocket` {
  @Test(arguments: ["/", "/l1"])
  func `messages of both kinds and of any size come back`(path: String) throws {
    try withServer { server, program in
      let client = try TestWebSocket(
        port: server.port, path: path + "?from=7&x", headers: "Authorization: Bearer t\r\nOrigin: null\r\n")
      try client.send("héllo")
      #expect(try client.receive() == TestWebSocket.Frame(opcode: 1, payload: Array("héllo".utf8)))
      for size in [0, 1, 125, 126, 127, 4_096, 65_535, 65_536, 300_000, 8 << 20] {
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try client.send(opcode: 2, payload)
        #expect(try client.receive() == TestWebSocket.Frame(opcode: 2, payload: payload), "\(size) bytes")
      }
      let handshake = try #require(program.memory.withLock { $0.opened.first?.handshake })
      #expect(handshake.path == path && handshake.query == "from=7&x")
      #expect(handshake.authorization == "Bearer t" && handshake.origin == "null" && handshake.isLoopback)
      #expect(server.statistics.openWebSockets == 1 && server.statistics.messagesReceived == 11)
    }
  }

  @Test func `messages may follow the request to go over at once`() throws {
    try withServer { server, program in
      let socket = try TestSocket(port: server.port)
      try socket.send(
        TestSocket.request("POST", "/echo", [1])
          + TestSocket.request("GET", "/", headers: TestWebSocket.upgrade + "Sec-WebSocket-Protocol: chat, feed\r\n")
          + [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69])
      #expect(try socket.receiveAnswer().body == [1])
      let head = try socket.receiveHead().lowercased()
      #expect(head.hasPrefix("http/1.1 101 ") && !head.contains("sec-websocket-protocol"))
      #expect(try socket.receive(4) == [0x81, 2, 0x68, 0x69])
      #expect(program.memory.withLock { $0.opened.count } == 1)
    }
  }

  @Test(arguments: [("Version: 13", "Version: 8"), ("Key: dGhl", "Key: dGh"), ("Key: dGhl", "Key: d\"hl")])
  func `a request to go over must be well made`(row: (right: String, wrong: String)) throws {
    try withServer { server, _ in
      let headers = TestWebSocket.upgrade.replacingOccurrences(of: row.right, with: row.wrong)
      let client = try TestSocket(port: server.port)
      #expect(try client.ask("GET", "/", headers: headers).status == 400)
    }
  }

  @Test func `fragments make one message, with a ping between them`() throws {
    try withServer { server, _ in
      let client = try TestWebSocket(port: server.port)
      try client.send(opcode: 1, final: false, Array("one ".utf8))
      try client.send(opcode: 0, final: false, [])
      try client.send(opcode: 9, Array("still there?".utf8))
      try client.send(opcode: 0, final: false, Array("two ".utf8))
      #expect(try client.receive() == TestWebSocket.Frame(opcode: 10, payload: Array("still there?".utf8)))
      try client.send(opcode: 0, Array("three".utf8))
      #expect(try client.receiveText() == "one two three")
      try client.send(opcode: 2, final: false, [1])
      try client.send(opcode: 0, [2])
      #expect(try client.receive() == TestWebSocket.Frame(opcode: 2, payload: [1, 2]))
    }
  }

  @Test func `fragments that together are too large close with 1009`() throws {
    var limits = WebServerLimits()
    limits.messageBytes = 1_000
    try withServer(limits: limits) { server, program in
      let client = try TestWebSocket(port: server.port)
      try client.send(opcode: 2, [UInt8](repeating: 1, count: 1_000))
      #expect(try client.receive().payload.count == 1_000)
      try client.send(opcode: 2, final: false, [UInt8](repeating: 1, count: 600))
      try client.send(opcode: 0, [UInt8](repeating: 1, count: 401))
      #expect(try client.receiveClosing() == (1009, "the message is too large"))
      client.socket.close()
      #expect(eventually { program.memory.withLock { $0.closed.count } == 1 })
      #expect(server.statistics.tooLarge == 1 && server.statistics.openWebSockets == 0)
    }
  }

  @Test func `text that is not UTF-8 closes with 1007`() throws {
    try withServer { server, _ in
      let client = try TestWebSocket(port: server.port)
      try client.send(opcode: 1, [0x61, 0xff])
      #expect(try client.receiveClosing().code == 1007)
    }
  }

  @Test func `a path that is not welcome is a 404`() throws {
    try withServer { server, program in
      let client = try TestSocket(port: server.port)
      #expect(try client.ask("GET", "/other", headers: TestWebSocket.upgrade).status == 404)
      #expect(try client.ask("GET", "/").status == 200)
      #expect(program.memory.withLock { $0.opened.isEmpty && $0.closed.isEmpty })
    }
  }

  @Test func `messages from many threads keep each thread's order`() throws {
    try withServer { server, program in
      let client = try TestWebSocket(port: server.port)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 1 })
      let connection = program.memory.withLock { $0.opened[0].connection }
      let senders = inThreads(4) { thread in
        for number in 0..<2_000 { server.send(.text("\(thread) \(number)"), to: connection) }
      }
      var next = [0, 0, 0, 0]
      for _ in 0..<8_000 {
        let words = try client.receiveText().split(separator: " ").map { Int($0)! }
        #expect(next[words[0]] == words[1])
        next[words[0]] += 1
      }
      senders.wait()
    }
  }

  @Test func `a client that does not read is cut off, and the others are not`() throws {
    var limits = WebServerLimits()
    limits.outgoingBytes = 1 << 20
    try withServer(limits: limits) { server, program in
      let slow = try TestWebSocket(port: server.port, receiveBufferBytes: 4096)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 1 })
      let quick = try TestWebSocket(port: server.port)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 2 })
      let connection = program.memory.withLock { $0.opened[0].connection }
      let message = WebSocketMessage.binary([UInt8](repeating: 7, count: 10_000))
      var sentCount = 0
      while server.send(message, to: connection), sentCount < 10_000 { sentCount += 1; usleep(100) }
      #expect(sentCount < 10_000 && server.send(message, to: connection) == false)
      try quick.send("still served")
      #expect(try quick.receiveText() == "still served")
      #expect(try slow.receiveClosing().code == 1013)
      slow.socket.close()
      #expect(eventually { program.memory.withLock { $0.closed } == [connection] })
      #expect(server.statistics.slowConsumersCutOff == 1)
    }
  }

  @Test func `what waits for a client is known, until it has gone`() throws {
    try withServer { server, program in
      let client = try TestWebSocket(port: server.port, receiveBufferBytes: 4096)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 1 })
      let connection = program.memory.withLock { $0.opened[0].connection }
      #expect(server.waitingBytes(for: connection) == 0)
      let message = WebSocketMessage.binary([UInt8](repeating: 7, count: 10_000))
      while let waiting = server.waitingBytes(for: connection), waiting < 1 << 20 {
        server.send(message, to: connection)
      }
      while server.waitingBytes(for: connection) != 0 { #expect(try client.receive().payload.count == 10_000) }
      server.close(connection)
      #expect(server.waitingBytes(for: connection) == nil)
    }
  }

  @Test func `even empty messages do not pile up for a client that does not read`() throws {
    var limits = WebServerLimits()
    limits.outgoingBytes = 6_400
    try withServer(limits: limits) { server, program in
      let slow = try TestWebSocket(port: server.port, receiveBufferBytes: 4096)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 1 })
      let connection = program.memory.withLock { $0.opened[0].connection }
      #expect(server.send(.binary([UInt8](repeating: 7, count: 20_000_000)), to: connection))
      #expect(eventually { server.send(.text(""), to: connection) == false })
      slow.socket.close()
    }
  }

  @Test func `a client that is cut off and never reads again is dropped all the same`() throws {
    var limits = WebServerLimits()
    limits.outgoingBytes = 1 << 20
    try withServer(limits: limits) { server, program in
      let slow = try TestWebSocket(port: server.port, receiveBufferBytes: 4096)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 1 })
      let connection = program.memory.withLock { $0.opened[0].connection }
      let message = WebSocketMessage.binary([UInt8](repeating: 7, count: 10_000))
      while server.send(message, to: connection) { usleep(100) }
      #expect(eventually { program.memory.withLock { $0.closed } == [connection] })
      withExtendedLifetime(slow) {}
    }
  }

  @Test func `the program ends a connection after what it sent before`() throws {
    try withServer { server, program in
      let client = try TestWebSocket(port: server.port)
      #expect(eventually { program.memory.withLock { $0.opened.count } == 1 })
      let connection = program.memory.withLock { $0.opened[0].connection }
      for number in 0..<500 { #expect(server.send(.text("\(number)"), to: connection)) }
      server.close(connection, code: 4001, reason: String(repeating: "é", count: 100))
      #expect(server.send(.text("after"), to: connection) == false)
      for number in 0..<500 { #expect(try client.receiveText() == "\(number)") }
      #expect(try client.receiveClosing() == (4001, String(repeating: "é", count: 61)))
      try client.send(opcode: 8, [0x0f, 0xa1])
      #expect(client.socket.receiveToEnd().isEmpty)
      #expect(eventually { program.memory.withLock { $0.closed } == [connection] })
    }
  }

  @Test func `a client may leave with or without a word`() throws {
    try withServer { server, program in
      for departure in 0..<3 {
        let client = try TestWebSocket(port: server.port)
        #expect(eventually { program.memory.withLock { $0.opened.count } == departure + 1 })
        switch departure {
        case 0:
          try client.send(opcode: 8, [0x03, 0xe8])
          #expect(try client.receiveClosing().code == 1000)
        case 1: client.socket.close()
        default: client.socket.abort()
        }
        #expect(eventually { program.memory.withLock { $0.closed.count } == departure + 1 })
      }
      #expect(server.statistics.openWebSockets == 0)
    }
  }
}
