import Ledger
import Merkle
import Units

extension OrderBook {
  /// The price of `side` that comes after `tick`, from the best to the worst; the best one after tick 0.
  public func nextTick(of side: Side, after tick: UInt32) throws(StateAccessError) -> UInt32? {
    guard tick > 0 else { return try bestTick(of: side) }
    return switch side {
    case .buy: try bids.nextKey(below: tick)
    case .sell: try asks.nextKey(above: tick)
    }
  }
}
