import Ledger
import Matching
import Merkle
import Units

/// The exchange's own book, driven by its own functions as the state transition drives them, without margin.
///
/// All orders are of one account, so that its list is as long as it can be: worse for the book than any real market.
public struct TradingBook: Sendable {
  public private(set) var book = OrderBook(at: State.position(ofBook: MarketID(0)))
  /// Where the account's list of orders begins.
  public private(set) var accountFirst = Link.none
  /// The book's numbers of resting orders by the caller's. Zero, which the book gives to no order, where none rested.
  private var names: [OrderID] = []

  public init() {}

  /// - Precondition: orders have numbers below 2^32, which rise: memory goes with the highest.
  /// - Throws: what the book throws where it is blinded; this one never is.
  public mutating func carryOut(
    _ operation: BookOperation, into trades: inout some TradeSink
  ) throws(StateAccessError) {
    switch operation {
    case .limit(let id, let side, let tick, let lots):
      let rest = try match(id, side, tick, lots, &trades)
      if rest > 0 { try place(id, side, tick, rest) }
    case .immediate(let id, let side, let tick, let lots): _ = try match(id, side, tick, lots, &trades)
    case .cancel(let id): try cancel(id)
    }
  }

  /// - Returns: the lots that found no maker.
  private mutating func match(
    _ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64, _ trades: inout some TradeSink
  ) throws(StateAccessError) -> UInt64 {
    var rest = lots
    while rest > 0, let maker = try book.nextMaker(for: side, limit: tick) {
      let order = maker.order
      let quantity = min(rest, order.remaining.lots)
      trades.count(
        Trade(maker: UInt64(truncatingIfNeeded: order.clientID), taker: id, tick: order.tick, lots: quantity))
      rest -= quantity
      if quantity == order.remaining.lots {
        try book.remove(maker, first: &accountFirst)
      } else {
        try book.reduce(maker, by: Quantity(lots: quantity))
      }
    }
    return rest
  }

  private mutating func place(
    _ id: UInt64, _ side: Side, _ tick: UInt32, _ lots: UInt64
  ) throws(StateAccessError) {
    var order = Order()
    order.clientID = UInt128(id)
    order.side = side
    order.tick = tick
    order.remaining = Quantity(lots: lots)
    let missing = Int(id) + 1 - names.count
    if missing > 0 { names.append(contentsOf: repeatElement(OrderID(rawValue: 0), count: missing)) }
    names[Int(id)] = try book.rest(order, first: &accountFirst, clock: State.Clock()).id
  }

  private mutating func cancel(_ id: UInt64) throws(StateAccessError) {
    guard id < names.count, let resting = try book.order(names[Int(id)]) else { return }
    try book.remove(resting, first: &accountFirst)
  }
}
