import Cryptography

extension Schema {
  /// The value whose one encoding is `bytes`, all of them.
  ///
  /// Nothing is reserved for a count that the bytes claim: what is allocated grows with the bytes that are there.
  /// Source: consensus-specs, ssz/simple-serialize.md, Deserialization.
  ///
  /// - Throws: `SchemaError` for a type that is none, and for bytes that are not exactly what `encode(_:)` writes.
  public func decode(_ bytes: [UInt8]) throws(SchemaError) -> SchemaValue {
    try check()
    return try value(from: bytes[...])
  }

  private func value(from bytes: ArraySlice<UInt8>) throws(SchemaError) -> SchemaValue {
    switch self {
    case .boolean: return .boolean(try Self.boolean(from: bytes))
    case .uint(let bits): return .uint(try Self.integer(from: bytes, byteCount: bits / 8))
    case .byteVector(let length):
      try Self.require(bytes, byteCount: Self.bytes(of: length, each: 1))
      return .bytes(Array(bytes))
    case .byteList(let limit):
      try Self.require(bytes.count, atMost: limit)
      return .bytes(Array(bytes))
    case .bitvector(let length):
      try Self.require(bytes, byteCount: Self.byteCount(ofBits: length))
      return .bits(try Self.bits(from: bytes, count: length))
    case .bitlist(let limit): return .bits(try Self.delimitedBits(from: bytes, limit: limit))
    case .vector(let element, let length):
      let fixedPart = try Self.bytes(of: length, each: element.inlineByteCount())
      return .elements(try Self.elements(element, from: bytes, fixedPartBytes: fixedPart))
    case .list(let element, let limit):
      let fixedPart = try element.listFixedPartBytes(of: bytes, limit: limit)
      return .elements(try Self.elements(element, from: bytes, fixedPartBytes: fixedPart))
    case .container(_, let fields):
      let fixedPart = try Self.inlineByteCount(of: fields)
      return .fields(try Self.parts(fields.map { $0.schema }, from: bytes, fixedPartBytes: fixedPart))
    }
  }

  // MARK: Integers, booleans and bits

  private static func require(_ bytes: ArraySlice<UInt8>, byteCount: Int) throws(SchemaError) {
    guard bytes.count >= byteCount else {
      throw .malformed(.truncated(needed: byteCount, available: bytes.count))
    }
    guard bytes.count == byteCount else { throw .malformed(.trailingBytes(count: bytes.count - byteCount)) }
  }

  private static func boolean(from bytes: ArraySlice<UInt8>) throws(SchemaError) -> Bool {
    try require(bytes, byteCount: 1)
    let byte = bytes[bytes.startIndex]
    guard byte <= 1 else { throw .malformed(.invalidBoolean(byte)) }
    return byte == 1
  }

  private static func integer(from bytes: ArraySlice<UInt8>, byteCount: Int) throws(SchemaError) -> Bytes32 {
    try require(bytes, byteCount: byteCount)
    var chunk = Bytes32()
    for (position, byte) in bytes.enumerated() { chunk[byte: position] = byte }
    return chunk
  }

  private static func bits(from bytes: ArraySlice<UInt8>, count: UInt64) throws(SchemaError) -> [Bool] {
    let unpacked: [Bool] = bytes.flatMap { byte in (UInt8(0)..<8).map { byte >> $0 & 1 == 1 } }
    guard !unpacked[Int(count)...].contains(true) else {
      throw .paddingBits(lastByte: bytes[bytes.endIndex - 1], bitCount: count)
    }
    return Array(unpacked[..<Int(count)])
  }

  private static func delimitedBits(from bytes: ArraySlice<UInt8>, limit: UInt64) throws(SchemaError) -> [Bool] {
    guard let last = bytes.last, last != 0 else { throw .missingDelimiter }
    let highestBit = UInt8.bitWidth - 1 - last.leadingZeroBitCount
    let count = 8 * (bytes.count - 1) + highestBit
    try require(count, atMost: limit)
    var withoutDelimiter = bytes
    withoutDelimiter[bytes.endIndex - 1] = last ^ (1 << UInt8(highestBit))
    return try bits(from: withoutDelimiter, count: UInt64(count))
  }

  // MARK: Values inside values

  private static func elements(
    _ element: Schema, from bytes: ArraySlice<UInt8>, fixedPartBytes: Int
  ) throws(SchemaError) -> [SchemaValue] {
    let inlineBytes = try element.inlineByteCount()
    // Before the elements are counted off one by one: a vector may claim more of them than there are bytes.
    guard bytes.count >= fixedPartBytes else {
      throw .malformed(.truncated(needed: fixedPartBytes, available: bytes.count))
    }
    let schemas = repeatElement(element, count: fixedPartBytes / inlineBytes)
    return try parts(schemas, from: bytes, fixedPartBytes: fixedPartBytes)
  }

  /// The fixed part of a list of this element: all of it, or its offsets, whose number the first of them tells.
  private func listFixedPartBytes(of bytes: ArraySlice<UInt8>, limit: UInt64) throws(SchemaError) -> Int {
    guard !bytes.isEmpty else { return 0 }
    let inlineBytes = try inlineByteCount()
    let fixedPart = try fixedByteCount() == nil ? Self.offset(in: bytes, at: 0) : bytes.count
    guard fixedPart > 0 else {
      throw .malformed(.firstOffset(expected: Self.offsetByteCount, found: fixedPart))
    }
    guard fixedPart.isMultiple(of: inlineBytes) else {
      throw .malformed(.lengthNotMultiple(length: fixedPart, of: inlineBytes))
    }
    try Self.require(fixedPart / inlineBytes, atMost: limit)
    return fixedPart
  }

  /// A run of values: those of fixed size in place, the others behind offsets.
  private static func parts(
    _ schemas: some Collection<Schema>, from bytes: ArraySlice<UInt8>, fixedPartBytes: Int
  ) throws(SchemaError) -> [SchemaValue] {
    var bounds = try bounds(of: schemas, in: bytes, fixedPartBytes: fixedPartBytes)[...]
    var values: [SchemaValue] = []
    var position = bytes.startIndex
    for schema in schemas {
      let byteCount = try schema.fixedByteCount()
      let end = position + (byteCount ?? offsetByteCount)
      if byteCount != nil {
        values.append(try schema.value(from: bytes[position..<end]))
      } else {
        let begin = bounds.removeFirst()
        values.append(try schema.value(from: bytes[begin..<bounds[bounds.startIndex]]))
      }
      position = end
    }
    return values
  }

  /// Where the values of variable size begin, as indices into `bytes`, and behind them the end.
  private static func bounds(
    of schemas: some Collection<Schema>, in bytes: ArraySlice<UInt8>, fixedPartBytes: Int
  ) throws(SchemaError) -> [Int] {
    guard bytes.count >= fixedPartBytes else {
      throw .malformed(.truncated(needed: fixedPartBytes, available: bytes.count))
    }
    var offsets: [Int] = []
    var position = 0
    for schema in schemas {
      let byteCount = try schema.fixedByteCount()
      if byteCount == nil { offsets.append(try offset(in: bytes, at: position)) }
      position += byteCount ?? offsetByteCount
    }
    try require(offsets, ascendFrom: fixedPartBytes, to: bytes.count)
    return offsets.map { bytes.startIndex + $0 } + [bytes.endIndex]
  }

  /// The four bytes at `position`, counted from the start of `bytes`.
  private static func offset(in bytes: ArraySlice<UInt8>, at position: Int) throws(SchemaError) -> Int {
    let available = bytes.count - position
    guard available >= offsetByteCount else {
      throw .malformed(.truncated(needed: offsetByteCount, available: available))
    }
    let start = bytes.startIndex + position
    return bytes[start..<start + offsetByteCount].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The first offset is the end of the fixed part, none falls, none points behind the end; without any, nothing follows.
  private static func require(_ offsets: [Int], ascendFrom fixedPartBytes: Int, to end: Int) throws(SchemaError) {
    guard var previous = offsets.first else {
      guard fixedPartBytes == end else { throw .malformed(.trailingBytes(count: end - fixedPartBytes)) }
      return
    }
    guard previous == fixedPartBytes else {
      throw .malformed(.firstOffset(expected: fixedPartBytes, found: previous))
    }
    for offset in offsets {
      guard offset >= previous, offset <= end else {
        throw .malformed(.offsetOutOfOrder(previous: previous, found: offset, end: end))
      }
      previous = offset
    }
  }
}
