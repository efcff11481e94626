/// How much the subscribers may ask of a node.
///
/// What waits for one of them in all is bounded by `WebServerLimits.outgoingBytes`, 8 MiB: beyond that the server ends
/// the connection with 1013.
public struct FeedLimits: Equatable, Sendable {
  public var subscriptionsPerConnection = 64

  /// A replay goes on only while less than this waits for its connection, so that whoever reads at all is not cut off
  /// for having asked for much.
  public var replayWaitingBytes = 1 << 20

  /// How long a replay waits for room before its connection is closed with 1013.
  public var stallMilliseconds = 30_000

  public init() {}
}
