/// The description of an SSZ type, as a value: made while the program runs, from a file or a formula.
///
/// The ledger's own types are Swift types. This is the second way to the same bytes and roots, which shares no code with
/// the first: for tools that look at our types from outside, and for the tests that compare the two.
/// Source: consensus-specs, ssz/simple-serialize.md, Typing.
public indirect enum Schema: Hashable, Sendable {
  case boolean

  /// 8, 16, 32, 64, 128 or 256 bits.
  case uint(bits: Int)

  case byteVector(length: UInt64)
  case byteList(limit: UInt64)
  case bitvector(length: UInt64)
  case bitlist(limit: UInt64)
  case vector(of: Schema, length: UInt64)
  case list(of: Schema, limit: UInt64)

  /// Fields in the order in which they are encoded and hashed.
  case container(name: String, fields: [Field])

  public struct Field: Hashable, Sendable {
    public let name: String
    public let schema: Schema

    public init(_ name: String, _ schema: Schema) {
      self.name = name
      self.schema = schema
    }
  }
}

extension Schema {
  /// Whether values share chunks in a list or vector.
  var isBasic: Bool {
    switch self {
    case .boolean, .uint: true
    default: false
    }
  }

  /// Whether the length is hashed beside the contents.
  var mixesInLength: Bool {
    switch self {
    case .byteList, .bitlist, .list: true
    default: false
    }
  }

  /// The length of every encoding in bytes; nil where it depends on the value.
  ///
  /// - Throws: `SchemaError.fixedPartTooLarge`.
  func fixedByteCount() throws(SchemaError) -> Int? {
    switch self {
    case .boolean: return 1
    case .uint(let bits): return bits / 8
    case .byteVector(let length): return try Self.bytes(of: length, each: 1)
    case .bitvector(let length): return Self.byteCount(ofBits: length)
    case .vector(let element, let length):
      let fixedPart = try Self.bytes(of: length, each: element.inlineByteCount())
      return try element.fixedByteCount() == nil ? nil : fixedPart
    case .container(_, let fields):
      let fixedPart = try Self.inlineByteCount(of: fields)
      for field in fields where try field.schema.fixedByteCount() == nil { return nil }
      return fixedPart
    case .byteList, .bitlist, .list: return nil
    }
  }

  /// What a value occupies among its siblings: itself, or the four bytes of its offset.
  func inlineByteCount() throws(SchemaError) -> Int { try fixedByteCount() ?? Self.offsetByteCount }

  static func inlineByteCount(of fields: [Field]) throws(SchemaError) -> Int {
    var sum = 0
    for field in fields {
      let (next, overflow) = sum.addingReportingOverflow(try field.schema.inlineByteCount())
      guard !overflow else { throw .fixedPartTooLarge }
      sum = next
    }
    return sum
  }

  static func bytes(of count: UInt64, each byteCount: Int) throws(SchemaError) -> Int {
    guard let count = Int(exactly: count) else { throw .fixedPartTooLarge }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: byteCount)
    guard !overflow else { throw .fixedPartTooLarge }
    return bytes
  }

  static func byteCount(ofBits bitCount: UInt64) -> Int { Int(quotient(bitCount, 8)) }

  static let offsetByteCount = 4

  /// `dividend / divisor`, rounded up.
  static func quotient(_ dividend: UInt64, _ divisor: UInt64) -> UInt64 {
    dividend / divisor + (dividend.isMultiple(of: divisor) ? 0 : 1)
  }
}
