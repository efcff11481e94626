import Cryptography
import SSZ
import TestSupport

/// The notation of the conformance cases: `"uint64"`, `{"list": T, "limit": n}`, `{"container": name, "fields": [[name, T]]}`.
extension Schema {
  /// - Returns: nil for a notation that names no type.
  init?(notation: JSON) {
    if let name = notation.string {
      self.init(basic: name)
    } else if let name = notation["container"]?.string, let fields = notation["fields"]?.array {
      let parsed = fields.compactMap { Field(notation: $0) }
      guard parsed.count == fields.count else { return nil }
      self = .container(name: name, fields: parsed)
    } else if let element = notation["vector"].flatMap(Schema.init(notation:)), let length = notation["length"]?.count {
      self = .vector(of: element, length: length)
    } else if let element = notation["list"].flatMap(Schema.init(notation:)), let limit = notation["limit"]?.count {
      self = .list(of: element, limit: limit)
    } else {
      self.init(bytesOrBits: notation)
    }
  }

  init?(basic name: String) {
    if name == "bool" || name == "boolean" {
      self = .boolean
    } else if name.hasPrefix("uint"), let bits = Int(name.dropFirst(4)) {
      self = .uint(bits: bits)
    } else {
      return nil
    }
  }

  private init?(bytesOrBits notation: JSON) {
    if let length = notation["bytevector"]?.count {
      self = .byteVector(length: length)
    } else if let limit = notation["bytelist"]?.count {
      self = .byteList(limit: limit)
    } else if let length = notation["bitvector"]?.count {
      self = .bitvector(length: length)
    } else if let limit = notation["bitlist"]?.count {
      self = .bitlist(limit: limit)
    } else {
      return nil
    }
  }
}

extension Schema.Field {
  fileprivate init?(notation: JSON) {
    guard let pair = notation.array, pair.count == 2, let name = pair[0].string,
      let schema = Schema(notation: pair[1])
    else { return nil }
    self.init(name, schema)
  }
}

extension SchemaValue {
  /// Integers as decimal digits, bytes in hexadecimal, bits as their own encoding, containers by field name.
  ///
  /// - Returns: nil for a notation that is no value of `schema`.
  init?(notation: JSON, as schema: Schema) {
    switch (schema, notation) {
    case (.boolean, .boolean(let value)): self = .boolean(value)
    case (.uint, .integer(let value)): self = .uint(value)
    case (.uint, .string(let digits)):
      guard let value = Bytes32(decimal: digits) else { return nil }
      self = .uint(value)
    case (.byteVector, .string(let hex)), (.byteList, .string(let hex)):
      guard let bytes = Hex.decode(hex) else { return nil }
      self = .bytes(bytes)
    case (.bitvector, .string(let hex)), (.bitlist, .string(let hex)): self.init(bits: hex, as: schema)
    case (.vector(let element, _), .array(let notations)), (.list(let element, _), .array(let notations)):
      let values = notations.compactMap { SchemaValue(notation: $0, as: element) }
      guard values.count == notations.count else { return nil }
      self = .elements(values)
    case (.container(_, let fields), .object(let members)):
      let values = fields.compactMap { field in
        members[field.name].flatMap { SchemaValue(notation: $0, as: field.schema) }
      }
      guard values.count == fields.count, values.count == members.count else { return nil }
      self = .fields(values)
    default: return nil
    }
  }

  private init?(bits hex: String, as schema: Schema) {
    guard let bytes = Hex.decode(hex) else { return nil }
    let unpacked: [Bool] = bytes.flatMap { byte in (UInt8(0)..<8).map { byte >> $0 & 1 == 1 } }
    if case .bitvector(let length) = schema {
      self = .bits(Array(unpacked.prefix(Int(length))))
    } else {
      guard let delimiter = unpacked.lastIndex(of: true) else { return nil }
      self = .bits(Array(unpacked[..<delimiter]))
    }
  }
}

extension Bytes32 {
  /// An integer below 2^256, little-endian; nil for anything but its decimal digits.
  init?(decimal digits: String) {
    guard !digits.isEmpty else { return nil }
    self.init()
    for digit in digits.utf8 {
      guard (0x30...0x39).contains(digit) else { return nil }
      var carry = UInt16(digit - 0x30)
      for position in 0..<Bytes32.byteCount {
        carry += UInt16(self[byte: position]) * 10
        self[byte: position] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      guard carry == 0 else { return nil }
    }
  }
}
