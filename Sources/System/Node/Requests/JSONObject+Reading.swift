import Cryptography
import JSON
import Units

// Members of an object that somebody sent, or why they cannot be read.
extension JSONObject {
  func string(_ key: String) throws(RPCError) -> String {
    guard let string = self[key]?.stringValue else { throw .invalidParams("'\(key)' must be a string") }
    return string
  }

  /// An unsigned integer, as a JSON integer or, for values that JSON clients cannot hold, as a decimal string.
  func unsigned<T: FixedWidthInteger & UnsignedInteger>(_ key: String, default standard: T? = nil) throws(RPCError) -> T
  {
    switch self[key] {
    case .integer(let value): if let value = T(exactly: value) { return value }
    case .string(let text): if let value = T(text) { return value }
    case nil: if let standard { return standard }
    default: break
    }
    throw .invalidParams("'\(key)' must be an integer from 0 to \(T.max)")
  }

  func flag(_ key: String, default standard: Bool? = nil) throws(RPCError) -> Bool {
    switch self[key] {
    case .bool(let flag): return flag
    case nil: if let standard { return standard }
    default: break
    }
    throw .invalidParams("'\(key)' must be true or false")
  }

  func address(_ key: String) throws(RPCError) -> Address {
    let text = try string(key)
    guard let address = Address(hex: text) else { throw .invalidParams("'\(key)' is '\(text)', not an address, 0x…") }
    return address
  }

  func choice<Value>(
    _ key: String, of words: Words<Value>, default standard: Value? = nil
  ) throws(RPCError) -> Value {
    if self[key] == nil, let standard { return standard }
    let word = try string(key)
    guard let value = words[word] else {
      throw .invalidParams("'\(key)' is '\(word)'; it must be \(words.all.alternatives)")
    }
    return value
  }

  /// A decimal string that counts units of 10^-`decimals`.
  func decimal(_ key: String, decimals: Int, default standard: Int128? = nil) throws(RPCError) -> Int128 {
    if self[key] == nil, let standard { return standard }
    let text = try string(key)
    do throws(Decimal.ParseError) { return try Decimal.parse(text, decimals: decimals) } catch {
      throw .invalidParams("'\(key)' is '\(text)', not a decimal string with at most \(decimals) decimals")
    }
  }

  /// A fraction from 0 to 1.
  func rate(_ key: String, default standard: Rate? = nil) throws(RPCError) -> Rate {
    if self[key] == nil, let standard { return standard }
    let partsPerMillion = try decimal(key, decimals: 6)
    guard (0...Int128(Rate.one.partsPerMillion)).contains(partsPerMillion) else {
      throw .invalidParams("'\(key)' must be a fraction from 0 to 1")
    }
    return Rate(partsPerMillion: UInt32(partsPerMillion))
  }

  func objects(_ key: String, limit: Int) throws(RPCError) -> [JSONObject] {
    guard let elements = self[key]?.arrayValue, elements.count <= limit else {
      throw .invalidParams("'\(key)' must be an array of at most \(limit) objects")
    }
    let objects = elements.compactMap(\.objectValue)
    guard objects.count == elements.count else { throw .invalidParams("'\(key)' must hold objects alone") }
    return objects
  }

  func strings(_ key: String) throws(RPCError) -> [String] {
    guard let elements = self[key]?.arrayValue else { throw .invalidParams("'\(key)' must be an array of strings") }
    let strings = elements.compactMap(\.stringValue)
    guard strings.count == elements.count else { throw .invalidParams("'\(key)' must be an array of strings") }
    return strings
  }

  /// What is not known here is more likely a slip than meant to be passed over.
  func expect(only keys: [String], in what: String) throws(RPCError) {
    for key in self.keys where !keys.contains(key) {
      throw .invalidParams("'\(what)' has no '\(key)'; it has \(keys.joined(separator: ", "))")
    }
  }
}
