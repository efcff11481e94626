import Merkle
import SSZ
import Units

/// What an account holds and has on order in one market.
///
/// It exists while there is a size, an open order, or a trigger. A free element has the default value but for `next`, which
/// then links the free list.
public struct Position: SSZContainer, MerkleElement, Equatable {
  public var account = AccountID(0)
  public var market = MarketID(0)
  public var size = SignedQuantity.zero
  /// What `size` was bought for, in atoms: positive for longs, negative for shorts. Equity counts `size × mark − cost`.
  public var cost = Notional.zero
  /// The market's loss index when this position last paid its share; micro-atoms a lot.
  public var lossIndex = MicroAtoms.zero
  /// The market's funding index when this position last paid or received; micro-atoms a lot.
  public var fundingIndex = MicroAtoms.zero
  /// Whether it stands in the queues of its market. It keeps its place in the list of positions until it has left them.
  public var hasTriggers = false
  /// Lots of open orders on each side, for the worst case that initial margin covers.
  public var openBuys = Quantity.zero
  public var openSells = Quantity.zero
  /// First of the account's orders in this market, newest first.
  public var firstOrder = Link.none
  /// The account's next position, of a higher market.
  public var next = Link.none

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("account", &account)
    try visitor.field("market", &market)
    try visitor.field("size", &size)
    try visitor.field("cost", &cost)
    try visitor.field("lossIndex", &lossIndex)
    try visitor.field("fundingIndex", &fundingIndex)
    try visitor.field("hasTriggers", &hasTriggers)
    try visitor.field("openBuys", &openBuys)
    try visitor.field("openSells", &openSells)
    try visitor.field("firstOrder", &firstOrder)
    try visitor.field("next", &next)
  }

  public var isUnused: Bool { size.isZero && firstOrder == .none }
}

extension Position: StateLeaf {
  /// What it cost is its size at prices below `Price.limit`: 2^85 atoms at most.
  public var isPlausible: Bool {
    market.index < MarketRules.marketLimit && size.magnitude.isPlausible && cost.atoms.magnitude <= 1 << 85
      && lossIndex.isPlausibleLossIndex && fundingIndex.isPlausibleIndex
      && openBuys.isPlausibleBesidePosition && openSells.isPlausibleBesidePosition
  }
}
