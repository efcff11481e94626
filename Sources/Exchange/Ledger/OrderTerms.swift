import SSZ
import Units

/// What an order is bound to beside price and quantity, in one number:
/// bits 0–1 `timeInForce`, 2–3 `selfTrade`, 4 `preventsByOwner`, 5 `isReduceOnly`, 6–7 `place`.
public struct OrderTerms: IntegerUnit {
  public private(set) var rawValue: UInt32

  public init(rawValue: UInt32 = 0) { self.rawValue = rawValue }

  public var timeInForce: TimeInForce {
    get { TimeInForce(rawValue: bits(0, 2)) ?? .goodTillCancelled }
    set { set(newValue.rawValue, 0, 2) }
  }

  public var selfTrade: SelfTrade {
    get { SelfTrade(rawValue: bits(2, 2)) ?? .expireMaker }
    set { set(newValue.rawValue, 2, 2) }
  }

  /// Whether self-trade prevention looks at the owner, and not only at the account.
  public var preventsByOwner: Bool {
    get { bits(4, 1) == 1 }
    set { set(newValue ? 1 : 0, 4, 1) }
  }

  public var isReduceOnly: Bool {
    get { bits(5, 1) == 1 }
    set { set(newValue ? 1 : 0, 5, 1) }
  }

  /// Where the order waits.
  public var place: Place {
    get { Place(rawValue: bits(6, 2)) ?? .book }
    set { set(newValue.rawValue, 6, 2) }
  }

  public enum Place: UInt8, Sendable {
    case book = 0
    /// Released once the mark is at its trigger or above.
    case risingStop = 1
    /// Released once the mark is at its trigger or below.
    case fallingStop = 2
  }

  private func bits(_ position: UInt32, _ width: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: rawValue >> position & (1 << width - 1))
  }

  private mutating func set(_ value: UInt8, _ position: UInt32, _ width: UInt32) {
    let mask: UInt32 = (1 << width - 1) << position
    rawValue = rawValue & ~mask | UInt32(value) << position & mask
  }
}

/// What happens when an order would meet another of the same account or owner.
public enum SelfTrade: UInt8, ByteEnum {
  /// The resting order goes; the newer intention stays.
  case expireMaker = 0
  /// The rest of the newer order goes.
  case expireTaker = 1
  /// Both go.
  case expireBoth = 2
  /// Both shrink by the smaller of the two, without a trade.
  case reduceBoth = 3
}
