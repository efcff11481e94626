import Glibc

/// Everything that happens on the service thread.
///
/// Built on the thread that starts the server and handed over with `run`; after that, no other thread touches it.
final class ServiceLoop: @unchecked Sendable {
  let limits: WebServerLimits
  let mailbox: Mailbox
  let delegate: any WebServerDelegate
  let statistics: StatisticsBoard
  let sendBuffer = SendBuffer()

  var isStopping = false
  private var isAbandoned = false
  private var connections: [Wire: Connection] = [:]
  private var connectionsByID: [ConnectionID: Connection] = [:]
  private var lastSerial: UInt64 = 0
  private var nextSweep: Int64 = 0

  /// To be handed to the library's WebSocket side once no event is being handled.
  var upgrades: [Connection] = []
  private var adopting: Connection?

  /// Fewer than the limit when the process may not have as many files: without one left, the library would spin.
  private let connectionLimit: Int

  init(limits: WebServerLimits, mailbox: Mailbox, delegate: any WebServerDelegate, statistics: StatisticsBoard) {
    self.limits = limits
    connectionLimit = min(limits.connectionCount, max(16, Int(getdtablesize()) - 128))
    self.mailbox = mailbox
    self.delegate = delegate
    self.statistics = statistics
  }

  /// Serves until told to stop, then closes everything.
  func run(_ library: Library) {
    mailbox.enterServiceThread()
    sweep(library)
    while library.service() {
      handOver(library)
      while case let commands = mailbox.take(), !commands.isEmpty { commands.forEach(perform) }
      if now >= nextSweep { sweep(library) }
      if isAbandoned || isStopping && !connections.values.contains(where: \.isBusy) { break }
    }
    mailbox.seal()
    library.destroy()
  }

  func handle(_ event: LibraryEvent, on wire: Wire, _ bytes: UnsafeRawBufferPointer) -> Verdict {
    switch event {
    case .connecting: return isStopping || connections.count >= connectionLimit ? .drop : .keep
    case .connected: admit(wire)
    case .adopted: bind(wire)
    case .gone: forget(wire)
    default: return connections[wire].map { handle(event, on: $0, bytes) } ?? .drop
    }
    return .keep
  }

  private func handle(_ event: LibraryEvent, on connection: Connection, _ bytes: UnsafeRawBufferPointer) -> Verdict {
    switch event {
    case .received: received(connection, bytes)
    case .writable: advance(connection)
    case .socketOpened: socketOpened(connection)
    case .socketReceived: socketReceived(connection, bytes)
    case .socketWritable: writeMessages(connection)
    case .connecting, .connected, .adopted, .gone: .keep
    }
  }

  private func perform(_ command: Command) {
    switch command {
    case .reply(let id, let exchange, let response): reply(connectionsByID[id], exchange: exchange, response)
    case .send(let message, let id): send(message, to: connectionsByID[id])
    case .close(let id, let closing): close(connectionsByID[id], closing)
    case .cutOff(let id): cutOff(connectionsByID[id])
    case .stop: stop()
    case .abandon: isAbandoned = true
    }
  }

  private func stop() {
    isStopping = true
    for connection in connections.values where connection.socket != nil { close(connection, .goingAway) }
  }

  func nextSerial() -> UInt64 {
    lastSerial += 1
    return lastSerial
  }

  /// Milliseconds since some moment in the past.
  var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Ends the connections whose time is up. WebSockets are the library's to watch.
  private func sweep(_ library: Library) {
    let now = now
    nextSweep = now + 1000
    library.wake(afterMilliseconds: 1000)
    for connection in connections.values where connection.socket == nil && connection.deadline < now {
      connection.wire.kill()
    }
  }
}

/// Who is connected.
extension ServiceLoop {
  private func admit(_ wire: Wire) {
    let connection = Connection(
      id: ConnectionID(serial: nextSerial()), wire: wire, bodyLimit: limits.bodyBytes, deadline: now + Self.patience)
    connections[wire] = connection
    connectionsByID[connection.id] = connection
    statistics.update { $0.openConnections += 1 }
  }

  private func forget(_ wire: Wire) {
    guard let connection = connections.removeValue(forKey: wire) else { return }
    forget(connection)
  }

  private func forget(_ connection: Connection) {
    connectionsByID[connection.id] = nil
    statistics.update { $0.openConnections -= 1 }
    socketClosed(connection)
  }

  /// Gives the connections that are to speak WebSocket their other handle.
  private func handOver(_ library: Library) {
    for connection in upgrades {
      guard case .upgrading(let key) = connection.stage, connections[connection.wire] === connection else { continue }
      let descriptor = connection.wire.duplicateDescriptor()
      connections[connection.wire] = nil
      connection.wire.kill()
      adopting = connection
      if let descriptor {
        library.adopt(descriptor, request: Self.upgradeRequest(key: key) + connection.parser.unread)
      }
      if adopting != nil { forget(connection) }
      adopting = nil
    }
    upgrades = []
  }

  private func bind(_ wire: Wire) {
    guard let connection = adopting else { return }
    adopting = nil
    connection.wire = wire
    connection.stage = .webSocket
    connections[wire] = connection
  }

  /// What the library gets to see of the client's own request.
  private static func upgradeRequest(key: String) -> [UInt8] {
    let lines = [
      "GET / HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: \(key)", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }
}
