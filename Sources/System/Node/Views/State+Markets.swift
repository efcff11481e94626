import Ledger
import Merkle
import SSZ
import Units

extension State {
  var units: [MarketUnits] { rules.known.map { MarketUnits($0.value) } }
}
