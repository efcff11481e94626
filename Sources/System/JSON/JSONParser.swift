import CJansson

extension JSONValue {
  /// The one value that `bytes` spell out, in UTF-8.
  ///
  /// - Parameter maximumDepth: how many containers may stand inside one another, 0 ... 1024.
  public static func parse(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
    precondition((0...1024).contains(maximumDepth), "the library's own bound on nesting is 2048")
    try JSONDepth.check(bytes, maximum: maximumDepth)
    var failure = json_error_t()
    let root = bytes.withUnsafeBytes { input in
      json_loadb(input.baseAddress ?? UnsafeRawPointer(bitPattern: 1), input.count, flags, &failure)
    }
    guard let root else { throw JSONError(failure) }
    defer { json_decref(root) }
    return try value(of: root)
  }

  public static func parse(_ text: String, maximumDepth: Int = 64) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), maximumDepth: maximumDepth)
  }

  /// Any value may stand alone, and a string may hold U+0000.
  private static let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL)

  private static func value(of node: UnsafeMutablePointer<json_t>) throws(JSONError) -> JSONValue {
    switch node.pointee.type {
    case JSON_OBJECT: .object(try object(of: node))
    case JSON_ARRAY: .array(try elements(of: node))
    case JSON_STRING: .string(string(json_string_value(node), json_string_length(node)))
    case JSON_INTEGER: .integer(Int64(json_integer_value(node)))
    case JSON_REAL: .real(json_real_value(node))
    case JSON_TRUE: .bool(true)
    case JSON_FALSE: .bool(false)
    default: .null
    }
  }

  private static func elements(of node: UnsafeMutablePointer<json_t>) throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    elements.reserveCapacity(json_array_size(node))
    for index in 0..<json_array_size(node) { elements.append(try value(of: json_array_get(node, index)!)) }
    return elements
  }

  private static func object(of node: UnsafeMutablePointer<json_t>) throws(JSONError) -> JSONObject {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(json_object_size(node))
    var place = json_object_iter(node)
    while let here = place {
      let key = string(json_object_iter_key(here), json_object_iter_key_len(here))
      members.append(JSONObject.Member(key: key, value: try value(of: json_object_iter_value(here)!)))
      place = json_object_iter_next(node, here)
    }
    guard let object = JSONObject(members) else {
      // The library compares names by byte and has let two normal forms of one name pass.
      throw JSONError(
        kind: .duplicateKey, line: 0, column: 0, message: "an object names one member in two normal forms")
    }
    return object
  }

  private static func string(_ bytes: UnsafePointer<CChar>, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}

extension JSONError {
  fileprivate init(_ failure: json_error_t) {
    let code = withUnsafePointer(to: failure) { json_error_code($0) }
    let text = withUnsafeBytes(of: failure.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    self.init(
      kind: Kind(code), line: max(0, Int(failure.line)), column: max(0, Int(failure.column)), message: text)
  }
}

extension JSONError.Kind {
  fileprivate init(_ code: json_error_code) {
    self =
      switch code {
      case json_error_invalid_utf8: .invalidUTF8
      case json_error_duplicate_key: .duplicateKey
      case json_error_numeric_overflow: .numberOutOfRange
      case json_error_null_byte_in_key: .nullInKey
      case json_error_out_of_memory: .outOfMemory
      default: .syntax
      }
  }
}
