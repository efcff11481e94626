/// From a request to its answer.
extension ServiceLoop {
  func received(_ connection: Connection, _ bytes: UnsafeRawBufferPointer) -> Verdict {
    if case .lingering = connection.stage { return .keep }
    connection.parser.append(bytes)
    return advance(connection)
  }

  /// Takes the connection as far as it goes without waiting for anybody.
  func advance(_ connection: Connection) -> Verdict {
    while true {
      switch connection.stage {
      case .reading:
        guard let verdict = read(connection) else { continue }
        return verdict
      case .draining(let isLast):
        if connection.wire.isDraining { return .keep }
        if isLast { beginLingering(connection) } else { connection.stage = .reading }
      case .deciding, .lingering, .upgrading, .webSocket:
        return .keep
      }
    }
  }

  /// - Returns: nil when the connection has reached another stage.
  private func read(_ connection: Connection) -> Verdict? {
    switch connection.parser.next() {
    case .needsMore:
      connection.deadline = now + (connection.parser.isIdle ? Int64(limits.keepAliveSeconds) * 1000 : Self.patience)
      connection.wire.setReading(true)
      return .keep
    case .expectsContinue:
      return connection.wire.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), sendBuffer) ? nil : .drop
    case .complete(let head, let body):
      statistics.update { $0.requests += 1 }
      return accept(connection, head, body)
    case .refused(let refusal, let head, let isLast):
      statistics.update { $0.requests += 1 }
      if case .bodyTooLarge = refusal { statistics.update { $0.tooLarge += 1 } }
      return answer(connection, refusal.response, to: head, isLast: isLast)
    }
  }

  private func accept(_ connection: Connection, _ head: RequestHead, _ body: [UInt8]) -> Verdict? {
    if isStopping {
      return answer(connection, HTTPResponse(status: 503, text: "the server is stopping"), to: head, isLast: true)
    }
    if let key = head.webSocketKey { return upgrade(connection, head, key: key) }
    if head.method == "OPTIONS" { return answer(connection, .preflight, to: head, isLast: false) }
    dispatch(connection, head, body)
    return .keep
  }

  /// Nothing more is read until the answer has gone: a client that sends ahead must not fill our memory.
  private func dispatch(_ connection: Connection, _ head: RequestHead, _ body: [UInt8]) {
    let exchange = nextSerial()
    connection.stage = .deciding(exchange: exchange, head)
    connection.deadline = .max
    connection.wire.setReading(false)
    let pending = PendingReply(mailbox: mailbox, connection: connection.id, exchange: exchange)
    delegate.respond(to: head.request(body: body, isLoopback: connection.isLoopback)) { pending.send($0) }
  }

  func reply(_ connection: Connection?, exchange: UInt64, _ response: HTTPResponse) {
    guard let connection, case .deciding(exchange, let head) = connection.stage else { return }
    let verdict = answer(connection, response, to: head, isLast: isStopping) ?? advance(connection)
    if verdict == .drop { connection.wire.kill() }
  }

  /// - Parameter head: nil when there is no making out what the client wanted.
  func answer(_ connection: Connection, _ response: HTTPResponse, to head: RequestHead?, isLast: Bool) -> Verdict? {
    let ends = isLast || head?.keepsAlive != true
    let bytes = response.encoded(
      withoutBody: head?.method == "HEAD", connection: ends ? "close" : head?.isOld == true ? "keep-alive" : nil)
    connection.stage = .draining(isLast: ends)
    connection.deadline = now + Self.drainTime
    return connection.wire.send(bytes, sendBuffer) ? nil : .drop
  }

  private func beginLingering(_ connection: Connection) {
    connection.stage = .lingering
    connection.deadline = now + Self.lingerTime
    connection.wire.shutdownSending()
    connection.wire.setReading(true)
  }

  /// How long, in milliseconds, we wait for the first request, and for the next bytes of any.
  static let patience: Int64 = 30_000

  /// How long a client may take to read one answer.
  private static let drainTime: Int64 = 120_000

  /// How long a client that has had its last answer may take to go.
  private static let lingerTime: Int64 = 2_000
}
