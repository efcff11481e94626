import JSON
import Ledger
import SSZ

extension BlockHeader {
  /// Its fields by name: counts as integers, roots as hex.
  var members: [JSONObject.Member] {
    guard case .container(let fields) = plainValue else { return [] }
    return fields.map { field in
      if case .unsigned(let value) = field.value { return .init(key: field.name, value: .count(value)) }
      return .init(key: field.name, value: field.value.json)
    }
  }
}
