import Ledger
import Merkle
import Units

extension State {
  /// Every market's rules and present, by number.
  var knownMarkets: [(id: MarketID, rules: MarketRules, market: Market)] {
    (0..<rules.count).map { index in
      (
        MarketID(UInt32(index)), known { state throws(StateAccessError) in try state.rules.read(index) },
        known { state throws(StateAccessError) in try state.markets.read(index) }
      )
    }
  }
}
