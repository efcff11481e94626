import Cryptography
import Merkle
import SSZ
import Units

/// Sees the fields of a `State`, of which some are trees and not values.
public protocol StateVisitor {
  associatedtype Failure: Error
  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) throws(Failure)
  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>) throws(Failure)
  mutating func vector<let depth: Int>(
    _ name: StaticString, _ vector: inout PersistentVector<depth>) throws(Failure)
  mutating func books(_ name: StaticString, _ books: inout [OrderBook]) throws(Failure)
}

extension State {
  public mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.value("clock", &clock)
    try visitor.value("inbox", &inbox)
    try visitor.value("parameters", &parameters)
    try visitor.list("rules", &rules)
    try visitor.list("prices", &prices)
    try visitor.list("markets", &markets)
    try visitor.list("owners", &owners)
    try visitor.list("accounts", &accounts)
    try visitor.list("positions", &positions)
    try visitor.value("firstFreePosition", &firstFreePosition)
    try visitor.books("books", &books)
    try visitor.value("totals", &totals)
    try visitor.vector("history", &history)
  }
}

extension OrderBook {
  public mutating func visit<V: StateVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.value("bidTop", &bids.top)
    try visitor.vector("bidMiddle", &bids.middle)
    try visitor.vector("bidBottom", &bids.bottom)
    try visitor.vector("bidLevels", &bids.levels)
    try visitor.value("askTop", &asks.top)
    try visitor.vector("askMiddle", &asks.middle)
    try visitor.vector("askBottom", &asks.bottom)
    try visitor.vector("askLevels", &asks.levels)
    try visitor.list("orders", &orders)
    try visitor.value("firstFree", &firstFree)
    try visitor.value("openOrderCount", &openOrderCount)
    try visitor.value("sequence", &sequence)
  }
}
