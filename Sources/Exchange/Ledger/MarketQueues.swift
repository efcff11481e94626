import Merkle
import Units

/// Who must be looked at when something about one market changes: its positions, by the value at which their account
/// could first fall below maintenance.
///
/// Their places in the queues are in `State.positionTriggers`.
public struct MarketQueues: Sendable {
  /// By `PriceKey` of the mark: longs fear its fall, shorts its rise.
  public var longPrices: LevelQueues
  public var shortPrices: LevelQueues
  /// By what holding a lot costs besides (`CarryKey`): funding and socialised losses. Both fear its rise.
  public var longCarries: LevelQueues
  public var shortCarries: LevelQueues
  /// By `PriceKey` of the average entry price: the order of auto-deleveraging.
  public var longEntries: LevelQueues
  public var shortEntries: LevelQueues

  /// - Parameter position: of its root in the tree of the execution.
  public init(at position: GeneralizedIndex) {
    let fields = TreeFields(of: position, depth: Self.fieldDepth)
    longPrices = LevelQueues(at: fields, 0)
    shortPrices = LevelQueues(at: fields, 4)
    longCarries = LevelQueues(at: fields, 8)
    shortCarries = LevelQueues(at: fields, 12)
    longEntries = LevelQueues(at: fields, 16)
    shortEntries = LevelQueues(at: fields, 20)
  }

  /// What a position may wait for. Its trigger is chunk `4 × position + kind` of `State.positionTriggers`.
  public enum Kind: UInt64, CaseIterable, Sendable {
    case price = 0
    case carry = 1
    case entry = 2
  }

  public subscript(kind: Kind, side: Side) -> LevelQueues {
    _read {
      switch (kind, side) {
      case (.price, .buy): yield longPrices
      case (.price, .sell): yield shortPrices
      case (.carry, .buy): yield longCarries
      case (.carry, .sell): yield shortCarries
      case (.entry, .buy): yield longEntries
      case (.entry, .sell): yield shortEntries
      }
    }
    _modify {
      switch (kind, side) {
      case (.price, .buy): yield &longPrices
      case (.price, .sell): yield &shortPrices
      case (.carry, .buy): yield &longCarries
      case (.carry, .sell): yield &shortCarries
      case (.entry, .buy): yield &longEntries
      case (.entry, .sell): yield &shortEntries
      }
    }
  }
}
