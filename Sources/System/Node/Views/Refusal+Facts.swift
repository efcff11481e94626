import JSON
import Ledger
import Units

extension Refusal {
  /// The two values that disagreed, by name; amounts of money as decimal USDC.
  var facts: JSONObject {
    var facts = JSONObject()
    guard let names = reason.factNames else { return facts }
    for (name, value) in [(names.limit, limit), (names.found, found)] {
      facts[name] = isMoney ? .usdc(Notional(atoms: value)) : .integer(Int64(clamping: value))
    }
    return facts
  }
}
