import Merkle
import SSZ
import Units

/// The unit of margin: a sub-account's cross bucket, or one of its positions with collateral of its own.
///
/// Equity is `cash + Σ (size × mark − cost)`, less funding and losses that are not settled yet, plus what collateral
/// counts for; what positions cost is not in `cash`.
public struct Account: SSZContainer, MerkleElement, Equatable {
  public var owner = OwnerID(0)
  /// The owner's own number for it, 0 ... 255.
  public var subAccount: UInt8 = 0
  /// Of an isolated account: its only market, index + 1. None: a cross bucket, for all markets that are not isolated.
  public var isolatedMarket = Link.none
  /// Of an isolated account: the cross bucket that it belongs to.
  public var crossAccount = AccountID(0)
  /// Of a cross bucket, the first of its isolated accounts; of an isolated one, the next.
  public var nextIsolated = Link.none
  /// Of an isolated account: whether its market is back in the cross bucket, and the account waits for its next use.
  public var isSuspended = false
  /// Quote atoms. Negative after losses that closing did not cover.
  public var cash = Notional.zero
  /// Lots of the collateral asset.
  public var collateral = Quantity.zero
  /// First of the account's positions, by ascending market.
  public var firstPosition = Link.none
  public var openOrderCount: UInt32 = 0
  /// When all its orders go unless it speaks up again (a dead man's switch); 0 for never.
  public var deadManMs: UInt64 = 0
  /// Whether it changed since its triggers were last set: then it is in the list of touched accounts, and this links
  /// the next of them.
  public var isTouched = false
  public var nextTouched = Link.none
  /// Whether it is in the liquidation queue. In the trigger indices it then stands only while it waits for a buyer.
  public var isQueued = false

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("owner", &owner)
    try visitor.field("subAccount", &subAccount)
    try visitor.field("isolatedMarket", &isolatedMarket)
    try visitor.field("crossAccount", &crossAccount)
    try visitor.field("nextIsolated", &nextIsolated)
    try visitor.field("isSuspended", &isSuspended)
    try visitor.field("cash", &cash)
    try visitor.field("collateral", &collateral)
    try visitor.field("firstPosition", &firstPosition)
    try visitor.field("openOrderCount", &openOrderCount)
    try visitor.field("deadManMs", &deadManMs)
    try visitor.field("isTouched", &isTouched)
    try visitor.field("nextTouched", &nextTouched)
    try visitor.field("isQueued", &isQueued)
  }

  /// An account may have so many orders in all books, so that cancelling them all is bounded.
  public static let openOrderLimit: UInt32 = 4096

  public var isIsolated: Bool { isolatedMarket != .none }
}

extension Account: StateLeaf {
  public var isPlausible: Bool {
    cash.isPlausible && collateral.isPlausible && openOrderCount <= Self.openOrderLimit
  }
}
