/// What a server has done since it started, except for the two that say what is open now.
public struct WebServerStatistics: Equatable, Sendable {
  /// Connections that have sent a first request, WebSockets included, open now.
  public var openConnections = 0
  public var openWebSockets = 0

  public var requests = 0

  /// Requests and messages over the limit on their size.
  public var tooLarge = 0

  public var messagesReceived = 0
  public var messagesSent = 0

  /// WebSocket clients that read more slowly than they were sent to.
  public var slowConsumersCutOff = 0

  public init() {}
}
