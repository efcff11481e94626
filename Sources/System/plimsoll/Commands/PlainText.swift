import JSON

/// A result for people: one line a member, indented, so that a terminal of 80 columns holds it.
enum PlainText {
  static func of(_ value: JSONValue) -> String { lines(value, depth: 0).joined(separator: "\n") + "\n" }

  private static func lines(_ value: JSONValue, depth: Int) -> [String] {
    let indentation = String(repeating: "  ", count: depth)
    switch value {
    case .object(let object): return object.members.flatMap { member(indentation, $0, depth) }
    case .array(let elements):
      return elements.flatMap { element -> [String] in
        let nested = lines(element, depth: depth + 1)
        guard let first = nested.first else { return [] }
        return [indentation + "- " + first.drop { $0 == " " }] + nested.dropFirst()
      }
    default: return [indentation + scalar(value)]
    }
  }

  private static func member(_ indentation: String, _ member: JSONObject.Member, _ depth: Int) -> [String] {
    switch member.value {
    case .object(let object) where object.isEmpty: ["\(indentation)\(member.key)  (none)"]
    case .array(let elements) where elements.isEmpty: ["\(indentation)\(member.key)  (none)"]
    case .object, .array: ["\(indentation)\(member.key)"] + lines(member.value, depth: depth + 1)
    default: ["\(indentation)\(member.key)  \(scalar(member.value))"]
    }
  }

  private static func scalar(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .null: "-"
    default: value.description
    }
  }
}
