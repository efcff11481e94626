import JSON

/// A figure beside its ceiling, both measured in the same run.
public struct BenchmarkResult: Sendable {
  public let name: String
  public let figure: Double
  /// Of figure and ceiling: `ns/op` where less is better, `/s` where more is.
  public let unit: String
  public let ceiling: Double
  /// What the ceiling was measured on, in a few words.
  public let ceilingName: String
  /// What came out of the work, so that two machines can compare more than speed.
  public let facts: JSONObject
  /// Of each run.
  public let operationCount: Int
  /// The number of runs of which figure and ceiling are medians.
  public let runCount: Int

  /// The figure as a multiple of the ceiling.
  public var ratio: Double { figure / ceiling }

  /// Figures are rounded to thousandths: what lies below is noise.
  public var json: JSONValue {
    var object: JSONObject = [
      "name": .string(name), "figure": .real(Self.rounded(figure)), "unit": .string(unit),
      "ceiling": .real(Self.rounded(ceiling)), "ceilingName": .string(ceilingName),
      "ratio": .real(Self.rounded(ratio)),
    ]
    for fact in facts.members { object[fact.key] = fact.value }
    object["operations"] = .integer(Int64(operationCount))
    object["medianOf"] = .integer(Int64(runCount))
    return .object(object)
  }

  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
