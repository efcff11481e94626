import JSON
import Ledger
import Units

extension Refusal {
  /// The two values that disagreed, by name; amounts of money as decimal USDC, and a reason by its name.
  var facts: JSONObject {
    var facts = JSONObject()
    guard let names = reason.factNames else { return facts }
    if reason == .operationRefused {
      facts[names.limit] = .integer(Int64(clamping: limit))
      facts["operationReason"] = .string(operationReason)
      return facts
    }
    for (name, value) in [(names.limit, limit), (names.found, found)] {
      facts[name] = isMoney ? .usdc(Notional(atoms: value)) : .integer(Int64(clamping: value))
    }
    return facts
  }

  /// Why an operation of a batch was refused, of which `found` is the number.
  private var operationReason: String {
    UInt16(exactly: found).flatMap(Reason.init(rawValue:))?.name ?? "UNKNOWN"
  }
}
