/// How much a stranger may make the server hold.
public struct WebServerLimits: Equatable, Sendable {
  /// The largest request body. A larger one is answered with 413.
  public var bodyBytes = 8 << 20

  /// The largest WebSocket message, all its fragments together. A larger one closes the connection with 1009.
  public var messageBytes = 8 << 20

  /// What may wait for one WebSocket client, each message counted with 64 bytes more than it has. Anything beyond closes
  /// the connection with 1013. A message that finds nothing waiting is always taken.
  public var outgoingBytes = 8 << 20

  /// Connections of both kinds. Further ones are closed as soon as they come.
  public var connectionCount = 1024

  /// How long a connection may be silent between two requests.
  public var keepAliveSeconds = 75

  /// How long `stop()` waits for answers and closing handshakes under way.
  public var stopGraceMilliseconds = 1000

  public init() {}
}
