import Ledger
import Merkle
import SSZ
import Units

extension State {
  var units: [MarketUnits] { rules.known.map { MarketUnits($0.value) } }

  func market(named name: String) -> MarketID? {
    rules.known.first { $0.value.name == name }.map { MarketID(UInt32($0.index)) }
  }
}
