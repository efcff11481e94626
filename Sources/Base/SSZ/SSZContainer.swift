import Cryptography
import Merkle

/// A struct whose fields are listed once, in order, by `visit`; encoding, decoding, root and plain form follow.
///
/// ```swift
/// public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
///   try visitor.field("number", &number)
///   try visitor.field("parent", &parent)
/// }
/// ```
public protocol SSZContainer: SSZCodable {
  /// The value in which every field has its type's default.
  init()

  /// Shows every field once, in the order in which they are encoded and hashed.
  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure)
}

public protocol SSZFieldVisitor {
  associatedtype Failure: Error
  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) throws(Failure)
}

extension SSZContainer {
  public static var fixedByteCount: Int? {
    var layout = ContainerLayout()
    var value = Self()
    value.visit(&layout)
    return layout.isVariable ? nil : layout.fixedPartBytes
  }

  public func encode(to writer: inout SSZWriter) {
    var copy = self
    var encoder = FixedPartEncoder(writer: writer)
    writer = SSZWriter()  // A buffer with two owners would be copied, with all that was written before.
    copy.visit(&encoder)
    encoder.appendVariablePart { (encoder: inout VariablePartEncoder) in copy.visit(&encoder) }
    writer = encoder.writer
  }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    var layout = ContainerLayout()
    var value = Self()
    value.visit(&layout)
    var offsets = OffsetReader(reader, fixedPartBytes: layout.fixedPartBytes)
    try value.visit(&offsets)
    try offsets.finish(isVariable: layout.isVariable)
    var decoder = ContainerDecoder(offsets)
    try value.visit(&decoder)
    reader = decoder.finished(reader: reader, isVariable: layout.isVariable)
    return value
  }

  @inlinable public func hashTreeRoot() -> Bytes32 {
    var copy = self
    var hasher = ContainerHasher()
    copy.visit(&hasher)
    return hasher.merkleizer.root()
  }

  public var plainValue: PlainValue {
    var copy = self
    var collector = PlainFieldCollector()
    copy.visit(&collector)
    return .container(collector.fields)
  }
}

/// The root of each field is one chunk.
@usableFromInline struct ContainerHasher: SSZFieldVisitor {
  @usableFromInline var merkleizer = StreamingMerkleizer()

  @inlinable init() {}

  @inlinable mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    merkleizer.append(value.hashTreeRoot())
  }
}

private struct ContainerLayout: SSZFieldVisitor {
  var fixedPartBytes = 0
  var isVariable = false

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    if T.fixedByteCount == nil { isVariable = true }
    fixedPartBytes += T.fixedByteCount ?? 4
  }
}

/// Writes fixed-size fields in place and an empty offset for each of the others.
private struct FixedPartEncoder: SSZFieldVisitor {
  var writer: SSZWriter
  let start: Int
  var offsetPositions: [Int] = []

  init(writer: SSZWriter) {
    self.writer = writer
    start = writer.bytes.count
  }

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    if T.fixedByteCount != nil {
      value.encode(to: &writer)
    } else {
      offsetPositions.append(writer.bytes.count)
      writer.write(UInt32(0))
    }
  }

  mutating func appendVariablePart(_ visit: (inout VariablePartEncoder) -> Void) {
    guard !offsetPositions.isEmpty else { return }
    var encoder = VariablePartEncoder(writer: writer, start: start, offsetPositions: offsetPositions[...])
    writer = SSZWriter()
    visit(&encoder)
    writer = encoder.writer
  }
}

private struct VariablePartEncoder: SSZFieldVisitor {
  var writer: SSZWriter
  let start: Int
  var offsetPositions: ArraySlice<Int>

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    guard T.fixedByteCount == nil, let position = offsetPositions.popFirst() else { return }
    writer.patch(offset: writer.bytes.count - start, at: position)
    value.encode(to: &writer)
  }
}

/// First pass of decoding: where each variable-size field begins.
private struct OffsetReader: SSZFieldVisitor {
  var reader: SSZReader
  let start: Int
  let fixedPartBytes: Int
  var offsets: [Int] = []

  init(_ reader: SSZReader, fixedPartBytes: Int) {
    self.reader = reader
    start = reader.offset
    self.fixedPartBytes = fixedPartBytes
  }

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) throws(DecodingError) {
    if let byteCount = T.fixedByteCount {
      _ = try reader.readBytes(byteCount)
    } else {
      offsets.append(Int(clamping: try reader.readInteger(UInt32.self)))
    }
  }

  /// Offsets begin right behind the fixed part, never fall, and stay within the bytes.
  func finish(isVariable: Bool) throws(DecodingError) {
    let end = reader.end - start
    var previous = fixedPartBytes
    for (position, offset) in offsets.enumerated() {
      if position == 0, offset != fixedPartBytes { throw .firstOffset(expected: fixedPartBytes, found: offset) }
      guard offset >= previous, offset <= end else {
        throw .offsetOutOfOrder(previous: previous, found: offset, end: end)
      }
      previous = offset
    }
  }
}

private struct ContainerDecoder: SSZFieldVisitor {
  var reader: SSZReader
  let start: Int
  /// Beginnings of the variable-size fields that are still to be read, then the end.
  var bounds: ArraySlice<Int>

  init(_ offsets: OffsetReader) {
    start = offsets.start
    reader = offsets.reader.part(from: start, to: offsets.reader.end)
    bounds = (offsets.offsets.map { $0 + offsets.start } + [offsets.reader.end])[...]
  }

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) throws(DecodingError) {
    guard T.fixedByteCount == nil else {
      value = try T.decode(from: &reader)
      return
    }
    _ = try reader.readInteger(UInt32.self)
    let begin = bounds.removeFirst()
    var part = reader.part(from: begin, to: bounds[bounds.startIndex])
    value = try T.decode(from: &part)
    try part.finish()
  }

  /// The outer reader behind this value: a container with variable-size fields takes the whole range.
  func finished(reader outer: SSZReader, isVariable: Bool) -> SSZReader {
    outer.part(from: isVariable ? outer.end : reader.offset, to: outer.end)
  }
}

private struct PlainFieldCollector: SSZFieldVisitor {
  var fields: [PlainValue.Field] = []

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    fields.append(.init(name.description, value.plainValue))
  }
}
