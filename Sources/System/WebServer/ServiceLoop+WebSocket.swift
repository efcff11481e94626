/// WebSocket connections.
extension ServiceLoop {
  /// - Returns: nil when the client was told no.
  func upgrade(_ connection: Connection, _ head: RequestHead, key: String) -> Verdict? {
    guard delegate.acceptsWebSocket(path: head.path) else {
      let response = HTTPResponse(status: 404, text: "no WebSocket at \(head.path)")
      return answer(connection, response, to: head, isLast: false)
    }
    connection.socket = Socket(
      handshake: WebSocketHandshake(
        path: head.path, query: head.query, authorization: head.authorization, origin: head.origin,
        isLoopback: connection.isLoopback))
    connection.stage = .upgrading(key: key)
    connection.wire.setReading(false)
    upgrades.append(connection)
    return .keep
  }

  func socketOpened(_ connection: Connection) -> Verdict {
    guard let handshake = connection.socket?.handshake else { return .drop }
    connection.socket?.isOpen = true
    mailbox.opened(connection.id)
    statistics.update { $0.openWebSockets += 1 }
    delegate.webSocketOpened(connection.id, handshake)
    return .keep
  }

  func socketReceived(_ connection: Connection, _ bytes: UnsafeRawBufferPointer) -> Verdict {
    guard let receivedBytes = connection.socket?.incoming.count, connection.socket?.closing == nil else { return .keep }
    guard receivedBytes + bytes.count <= limits.messageBytes else {
      statistics.update { $0.tooLarge += 1 }
      connection.socket?.incoming = []
      close(connection, .tooLarge)
      return .keep
    }
    connection.socket?.incoming.append(contentsOf: bytes)
    if connection.wire.messageIsComplete { deliver(connection) }
    return .keep
  }

  private func deliver(_ connection: Connection) {
    let bytes = connection.socket?.incoming ?? []
    connection.socket?.incoming = []
    statistics.update { $0.messagesReceived += 1 }
    delegate.webSocketReceived(connection.id, message: connection.wire.messageIsBinary ? .binary(bytes) : .text(bytes))
  }

  func send(_ message: WebSocketMessage, to connection: Connection?) {
    guard let connection, connection.socket?.closing == nil else { return }
    connection.socket?.outgoing.append(message)
    connection.wire.requestWritable()
  }

  /// As many messages as the socket takes, but not so many that the others starve; then, perhaps, the end.
  func writeMessages(_ connection: Connection) -> Verdict {
    for sentCount in 0..<Self.messagesInARow {
      if sentCount > 0, connection.hasNothingToSend || connection.wire.isChoked { break }
      guard let message = connection.socket?.outgoing.popFirst() else { break }
      guard connection.wire.send(message, sendBuffer) else { return .drop }
      mailbox.sent(message, to: connection.id)
      statistics.update { $0.messagesSent += 1 }
    }
    if !connection.hasNothingToSend {
      connection.wire.requestWritable()
    } else if let closing = connection.socket?.closing {
      return finish(connection, closing)
    }
    return .keep
  }

  /// The closing frame must not be swallowed by what the library keeps of the last message.
  private func finish(_ connection: Connection, _ closing: Closing) -> Verdict {
    guard !connection.wire.isDraining else {
      connection.wire.requestWritable()
      return .keep
    }
    connection.wire.prepareClose(closing)
    return .drop
  }

  func close(_ connection: Connection?, _ closing: Closing) {
    guard let connection, connection.socket?.closing == nil else { return }
    mailbox.closed(connection.id)
    connection.socket?.closing = closing
    connection.wire.setTimeLimit(seconds: Self.closingSeconds)
    connection.wire.requestWritable()
  }

  func cutOff(_ connection: Connection?) {
    guard let connection, connection.socket != nil else { return }
    statistics.update { $0.slowConsumersCutOff += 1 }
    connection.socket?.outgoing = Queue()
    close(connection, .tooSlow)
  }

  func socketClosed(_ connection: Connection) {
    guard connection.socket?.isOpen == true else { return }
    connection.socket = nil
    mailbox.closed(connection.id)
    statistics.update { $0.openWebSockets -= 1 }
    delegate.webSocketClosed(connection.id)
  }

  private static let messagesInARow = 64

  /// How long a client may take to read the rest, before the connection is cut without a word.
  private static let closingSeconds: Int32 = 5
}
