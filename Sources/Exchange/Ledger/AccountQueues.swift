import Merkle
import Units

/// Who must be looked at for a reason that is no market's own.
///
/// Their places in the queues are in `State.accountTriggers`.
public struct AccountQueues: Sendable {
  /// Accounts with collateral, by `PriceKey` of its price: all fear its fall.
  public var collateral: LevelQueues
  /// The liquidation queue, by `TimerKey`: accounts below maintenance, with the rung of the ladder in `tag`.
  public var liquidations: LevelQueues
  /// Dead man's switches, by `TimerKey`.
  public var deadMen: LevelQueues

  /// - Parameter position: of its root in the tree of the execution.
  public init(at position: GeneralizedIndex) {
    let fields = TreeFields(of: position, depth: Self.fieldDepth)
    collateral = LevelQueues(at: fields, 0)
    liquidations = LevelQueues(at: fields, 4)
    deadMen = LevelQueues(at: fields, 8)
  }

  /// What an account may wait for. Its trigger is chunk `4 × account + kind` of `State.accountTriggers`.
  public enum Kind: UInt64, CaseIterable, Sendable {
    case collateral = 0
    case liquidation = 1
    case deadMan = 2
  }

  public subscript(kind: Kind) -> LevelQueues {
    _read {
      switch kind {
      case .collateral: yield collateral
      case .liquidation: yield liquidations
      case .deadMan: yield deadMen
      }
    }
    _modify {
      switch kind {
      case .collateral: yield &collateral
      case .liquidation: yield &liquidations
      case .deadMan: yield &deadMen
      }
    }
  }
}
