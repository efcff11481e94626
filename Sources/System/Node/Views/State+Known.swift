import Ledger
import Merkle
import SSZ
import Units

extension State {
  /// Reads of a state that is known as a whole.
  func known<T>(_ read: (State) throws(StateAccessError) -> T) -> T {
    do throws(StateAccessError) { return try read(self) } catch {
      preconditionFailure("a state that is known as a whole was blinded at \(error)")
    }
  }

  var units: [MarketUnits] { rules.known.map { MarketUnits($0.value) } }

  func market(named name: String) -> MarketID? {
    rules.known.first { $0.value.name == name }.map { MarketID(UInt32($0.index)) }
  }
}
