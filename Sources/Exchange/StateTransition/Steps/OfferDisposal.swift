import Ledger
import Merkle
import Units

extension Execution {
  /// Offers part of what the insurance took over in a market. The market's stops are released by then.
  ///
  /// - Returns: whether it began something; it is asked again once that has ended.
  mutating func offerDisposal(in market: MarketID, into journal: inout Journal) throws(StateAccessError) -> Bool {
    false
  }
}
