import Cryptography
import Merkle
import SSZ
import Units

/// Sees the fields of a `State`, of which some are trees and not values.
public protocol StateVisitor {
  associatedtype Failure: Error
  mutating func value<T: StateLeaf>(_ name: StaticString, _ value: inout T) throws(Failure)
  mutating func list<Element: MerkleElement & SSZContainer & StateLeaf, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>) throws(Failure)
  mutating func vector<let depth: Int>(
    _ name: StaticString, _ vector: inout PersistentVector<depth>) throws(Failure)
  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) throws(Failure)
  /// `List[T, 64]`: one of each market.
  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) throws(Failure)
}

/// A part of the state in which some fields are trees and not values.
public protocol StateContainer: Sendable {
  /// - Parameter position: of its root in the tree of the execution.
  init(at position: GeneralizedIndex)
  /// Levels from the container's root to its fields.
  static var fieldDepth: Int { get }
  mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure)
}

extension State {
  public mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.value("clock", &clock)
    try visitor.value("inbox", &inbox)
    try visitor.value("parameters", &parameters)
    try visitor.list("rules", &rules)
    try visitor.list("prices", &prices)
    try visitor.value("collateral", &collateral)
    try visitor.list("equivocations", &equivocations)
    try visitor.list("markets", &markets)
    try visitor.list("owners", &owners)
    try visitor.list("sessionKeys", &sessionKeys)
    try visitor.list("directories", &directories)
    try visitor.list("accounts", &accounts)
    try visitor.list("positions", &positions)
    try visitor.value("firstFreePosition", &firstFreePosition)
    try visitor.perMarket("books", &books)
    try visitor.perMarket("marketQueues", &marketQueues)
    try visitor.vector("positionTriggers", &positionTriggers)
    try visitor.container("accountQueues", &accountQueues)
    try visitor.vector("accountTriggers", &accountTriggers)
    try visitor.value("firstTouched", &firstTouched)
    try visitor.list("withdrawals", &withdrawals)
    try visitor.value("totals", &totals)
    try visitor.vector("history", &history)
  }
}

/// A part of the state that every market has one of.
public protocol MarketContainer: StateContainer {
  /// Where the one of `market` lies in the tree of the execution.
  static func position(of market: MarketID) -> GeneralizedIndex
}

extension LevelQueues {
  /// Shows the four fields, by their names in the container around.
  mutating func visit<V: StateVisitor>(_ visitor: inout V, _ names: FieldNames) throws(V.Failure) {
    try visitor.value(names.top, &top)
    try visitor.vector(names.middle, &middle)
    try visitor.vector(names.bottom, &bottom)
    try visitor.vector(names.levels, &levels)
  }

  typealias FieldNames = (top: StaticString, middle: StaticString, bottom: StaticString, levels: StaticString)
}

extension OrderBook: MarketContainer {
  public static var fieldDepth: Int { 5 }

  public static func position(of market: MarketID) -> GeneralizedIndex { State.position(ofBook: market) }

  public mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure) {
    try bids.visit(&visitor, ("bidTop", "bidMiddle", "bidBottom", "bidLevels"))
    try asks.visit(&visitor, ("askTop", "askMiddle", "askBottom", "askLevels"))
    try risingStops.visit(&visitor, ("risingTop", "risingMiddle", "risingBottom", "risingLevels"))
    try fallingStops.visit(&visitor, ("fallingTop", "fallingMiddle", "fallingBottom", "fallingLevels"))
    try expiries.visit(&visitor, ("expiryTop", "expiryMiddle", "expiryBottom", "expiryLevels"))
    try visitor.vector("expiryTriggers", &expiryTriggers)
    try visitor.list("orders", &orders)
    try visitor.value("firstFree", &firstFree)
    try visitor.value("openOrderCount", &openOrderCount)
    try visitor.value("sequence", &sequence)
  }
}

extension MarketQueues: MarketContainer {
  public static var fieldDepth: Int { 5 }

  public static func position(of market: MarketID) -> GeneralizedIndex { State.position(ofQueues: market) }

  public mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure) {
    try longPrices.visit(&visitor, ("longPriceTop", "longPriceMiddle", "longPriceBottom", "longPriceLevels"))
    try shortPrices.visit(&visitor, ("shortPriceTop", "shortPriceMiddle", "shortPriceBottom", "shortPriceLevels"))
    try longCarries.visit(&visitor, ("longCarryTop", "longCarryMiddle", "longCarryBottom", "longCarryLevels"))
    try shortCarries.visit(&visitor, ("shortCarryTop", "shortCarryMiddle", "shortCarryBottom", "shortCarryLevels"))
    try longEntries.visit(&visitor, ("longEntryTop", "longEntryMiddle", "longEntryBottom", "longEntryLevels"))
    try shortEntries.visit(&visitor, ("shortEntryTop", "shortEntryMiddle", "shortEntryBottom", "shortEntryLevels"))
  }
}

extension AccountQueues: StateContainer {
  public static var fieldDepth: Int { 4 }

  public mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure) {
    try collateral.visit(&visitor, ("collateralTop", "collateralMiddle", "collateralBottom", "collateralLevels"))
    try liquidations.visit(
      &visitor, ("liquidationTop", "liquidationMiddle", "liquidationBottom", "liquidationLevels"))
    try deadMen.visit(&visitor, ("deadManTop", "deadManMiddle", "deadManBottom", "deadManLevels"))
  }
}
