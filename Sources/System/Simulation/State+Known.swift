import Ledger
import Merkle
import Units

extension State {
  /// What `read` finds in a state that is known as a whole.
  func known<T>(_ read: (State) throws(StateAccessError) -> T) -> T {
    do throws(StateAccessError) { return try read(self) } catch {
      preconditionFailure("a simulation looks at a state of which parts are blinded")
    }
  }

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
