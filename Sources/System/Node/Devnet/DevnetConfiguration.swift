import Simulation

/// How a devnet is driven. What it is made of is in its genesis.
public struct DevnetConfiguration: Sendable {
  public var seed: UInt64
  public var populationSize: Int
  /// Prices of the past; without them, prices walk at random.
  public var history: KlineFeed?
  public var pace: Pace
  public var sealing: Sealing
  /// Blocks to make in this run; nil for no end.
  public var blockLimit: Int?
  public var policy: Engine.Policy
  public var feed = FeedLimits()

  public enum Pace: Sendable {
    /// A block time takes as long as it says.
    case real
    /// As fast as the machine can.
    case fast
  }

  public enum Sealing: Equatable, Sendable {
    case interval(ms: UInt64)
    /// Whenever a transaction arrives.
    case instant
    /// Only by `dev_mine`.
    case manual
  }

  public init(
    seed: UInt64, populationSize: Int, history: KlineFeed?, pace: Pace, sealing: Sealing, blockLimit: Int?,
    policy: Engine.Policy
  ) {
    self.seed = seed
    self.populationSize = populationSize
    self.history = history
    self.pace = pace
    self.sealing = sealing
    self.blockLimit = blockLimit
    self.policy = policy
  }

  /// Between the timestamps of blocks, where prices do not say otherwise.
  public var blockTimeMs: UInt64 {
    if case .interval(let ms) = sealing { ms } else { 250 }
  }
}
