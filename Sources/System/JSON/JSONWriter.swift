/// How a value is laid out.
public enum JSONStyle: Sendable {
  /// No white space at all.
  case compact
  /// One member or element a line, indented by two spaces a level.
  case pretty
}

extension JSONValue {
  /// The value as UTF-8. The same value gives the same bytes.
  ///
  /// Members keep their order, reals take the shortest spelling that reads back as the same double, and only what
  /// must be escaped is. JSON has no infinity and no NaN: both become `null`, as in JavaScript.
  public func bytes(_ style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(self)
    return writer.output
  }

  public func text(_ style: JSONStyle = .compact) -> String { String(decoding: bytes(style), as: UTF8.self) }
}

/// Appends the text of values to `output`.
struct JSONWriter {
  let style: JSONStyle
  var output: [UInt8] = []
  private var depth = 0

  init(style: JSONStyle) { self.style = style }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(value.description)
    case .real(let value): append(value.isFinite ? value.description : "null")
    case .string(let value): write(string: value)
    case .array(let elements): write(elements, within: "[]") { $0.write($1) }
    case .object(let object): write(object.members, within: "{}") { $0.write(member: $1) }
    }
  }

  private mutating func write<Item>(
    _ items: [Item], within brackets: String, _ writeItem: (inout JSONWriter, Item) -> Void
  ) {
    let brackets = Array(brackets.utf8)
    guard !items.isEmpty else { return output += brackets }
    output.append(brackets[0])
    depth += 1
    for (index, item) in items.enumerated() {
      if index > 0 { append(",") }
      breakLine()
      writeItem(&self, item)
    }
    depth -= 1
    breakLine()
    output.append(brackets[1])
  }

  private mutating func write(member: JSONObject.Member) {
    write(string: member.key)
    append(style == .pretty ? ": " : ":")
    write(member.value)
  }

  private mutating func breakLine() {
    guard style == .pretty else { return }
    output.append(0x0a)
    output.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }

  private mutating func write(string: String) {
    output.append(0x22)
    if string.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c }) {
      for byte in string.utf8 { write(escaping: byte) }
    } else {
      output += string.utf8
    }
    output.append(0x22)
  }

  private mutating func write(escaping byte: UInt8) {
    switch byte {
    case 0x22, 0x5c: output += [0x5c, byte]
    case 0x20...: output.append(byte)
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0a: append("\\n")
    case 0x0c: append("\\f")
    case 0x0d: append("\\r")
    default: append(byte < 0x10 ? "\\u000" : "\\u00"); append(String(byte, radix: 16))
    }
  }

  private mutating func append(_ text: String) { output += text.utf8 }
}
