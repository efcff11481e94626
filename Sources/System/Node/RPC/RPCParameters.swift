import JSON

/// The parameters of one call: by position, or one object by name.
struct RPCParameters {
  private let values: [JSONValue]

  init(_ json: JSONValue?) throws(RPCError) {
    switch json {
    case nil, .null: values = []
    case .array(let values): self.values = values
    case .object: values = json.map { [$0] } ?? []
    default: throw .invalidParams("params must be an array or an object")
    }
  }

  var count: Int { values.count }

  subscript(index: Int) -> JSONValue? {
    guard index < values.count, !values[index].isNull else { return nil }
    return values[index]
  }

  func object(_ index: Int, _ name: String) throws(RPCError) -> JSONObject {
    guard let object = self[index]?.objectValue else {
      throw .invalidParams("parameter \(index + 1) must be an object: \(name)")
    }
    return object
  }

  func string(_ index: Int, _ name: String) throws(RPCError) -> String {
    guard let string = self[index]?.stringValue else {
      throw .invalidParams("parameter \(index + 1) must be a string: \(name)")
    }
    return string
  }

  func count(_ index: Int, _ name: String, default standard: Int, in range: ClosedRange<Int>) throws(RPCError) -> Int {
    guard let value = self[index] else { return standard }
    guard let integer = value.integerValue, let count = Int(exactly: integer), range.contains(count) else {
      throw .invalidParams(
        "parameter \(index + 1) must be an integer from \(range.lowerBound) to \(range.upperBound): \(name)")
    }
    return count
  }
}
