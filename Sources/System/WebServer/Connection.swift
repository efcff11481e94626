/// What the service thread knows of one client.
final class Connection {
  enum Stage {
    /// Waiting for a request, or for the rest of one.
    case reading
    /// The delegate has the request numbered so, and owes an answer.
    case deciding(exchange: UInt64, RequestHead)
    /// The library has the answer, and the client perhaps not all of it.
    case draining(isLast: Bool)
    /// Everything has been said; the client may still be talking. Closing at once could take the answer from it.
    case lingering
    /// To be handed to the library's WebSocket side, with that key.
    case upgrading(key: String)
    case webSocket
  }

  let id: ConnectionID
  let isLoopback: Bool

  /// The library knows the client by another handle once it speaks WebSocket.
  var wire: Wire

  var stage = Stage.reading
  var parser: RequestParser

  /// When the client's time is up, in milliseconds of the loop's clock.
  var deadline: Int64

  /// Not nil once the client is welcome as a WebSocket.
  var socket: Socket?

  init(id: ConnectionID, wire: Wire, bodyLimit: Int, deadline: Int64) {
    self.id = id
    self.wire = wire
    self.deadline = deadline
    parser = RequestParser(bodyLimit: bodyLimit)
    isLoopback = wire.peerIsLoopback
  }

  var hasNothingToSend: Bool { socket?.outgoing.isEmpty ?? true }

  /// Whether somebody waits for something. A request that is still arriving has not been accepted.
  var isBusy: Bool {
    switch stage {
    case .reading, .lingering: false
    case .deciding, .draining, .upgrading, .webSocket: true
    }
  }
}

/// One WebSocket: what has come of the message under way, and what has still to go.
struct Socket {
  let handshake: WebSocketHandshake
  var isOpen = false
  var incoming: [UInt8] = []
  var outgoing = Queue<WebSocketMessage>()

  /// Once set, nothing more is received, and the connection ends as soon as `outgoing` is empty.
  var closing: Closing?

  init(handshake: WebSocketHandshake) { self.handshake = handshake }
}
