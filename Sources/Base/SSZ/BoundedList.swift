import Cryptography
import Merkle

/// `List[Element, limit]`: no value of this type holds more than `limit` elements.
///
/// Limits stay below 2^31: Swift 6.3 cuts larger integer arguments to 32 bits where code is not specialised.
public struct BoundedList<Element: SSZCodable, let limit: Int>: Sendable {
  public let elements: [Element]

  public init() { elements = [] }

  public init(_ elements: [Element]) throws(DecodingError) {
    guard elements.count <= limit else { throw .overLimit(limit: limit, found: elements.count) }
    self.elements = elements
  }

  public var count: Int { elements.count }
}

extension BoundedList: Equatable where Element: Equatable {}

extension BoundedList: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) { SSZSequence.encode(elements, to: &writer) }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    Self(unchecked: try SSZSequence.decode(Element.self, limit: limit, from: &reader))
  }

  private init(unchecked elements: [Element]) { self.elements = elements }

  public func hashTreeRoot() -> Bytes32 {
    Merkleization.mixIn(length: UInt64(elements.count), into: elementsRoot)
  }

  /// Root of the elements alone, before the length is mixed in.
  public var elementsRoot: Bytes32 { SSZSequence.root(of: elements, elementLimit: UInt64(limit)) }

  public var plainValue: PlainValue { .list(elements.map { $0.plainValue }) }
}

/// What lists and vectors share: their elements one after another, behind offsets if their sizes differ.
enum SSZSequence {
  static func encode<Element: SSZCodable>(_ elements: [Element], to writer: inout SSZWriter) {
    guard Element.fixedByteCount == nil else {
      for element in elements { element.encode(to: &writer) }
      return
    }
    let start = writer.bytes.count
    for _ in elements { writer.write(UInt32(0)) }
    for (position, element) in elements.enumerated() {
      writer.patch(offset: writer.bytes.count - start, at: start + 4 * position)
      element.encode(to: &writer)
    }
  }

  static func decode<Element: SSZCodable>(
    _ type: Element.Type, limit: Int, from reader: inout SSZReader
  ) throws(DecodingError) -> [Element] {
    if let elementBytes = Element.fixedByteCount {
      return try decodeFixed(type, elementBytes: elementBytes, limit: limit, from: &reader)
    }
    return try decodeVariable(type, limit: limit, from: &reader)
  }

  private static func decodeFixed<Element: SSZCodable>(
    _ type: Element.Type, elementBytes: Int, limit: Int, from reader: inout SSZReader
  ) throws(DecodingError) -> [Element] {
    guard reader.remaining.isMultiple(of: elementBytes) else {
      throw .lengthNotMultiple(length: reader.remaining, of: elementBytes)
    }
    let count = reader.remaining / elementBytes
    guard count <= limit else { throw .overLimit(limit: limit, found: count) }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try Element.decode(from: &reader)) }
    return elements
  }

  private static func decodeVariable<Element: SSZCodable>(
    _ type: Element.Type, limit: Int, from reader: inout SSZReader
  ) throws(DecodingError) -> [Element] {
    guard reader.remaining > 0 else { return [] }
    let start = reader.offset
    let firstOffset = Int(clamping: try reader.readInteger(UInt32.self))
    guard firstOffset > 0, firstOffset.isMultiple(of: 4) else {
      throw .lengthNotMultiple(length: firstOffset, of: 4)
    }
    let count = firstOffset / 4
    guard count <= limit else { throw .overLimit(limit: limit, found: count) }
    let end = reader.end - start
    guard firstOffset <= end else { throw .offsetOutOfOrder(previous: 4, found: firstOffset, end: end) }
    var bounds = [firstOffset]
    for _ in 1..<max(count, 1) {
      let offset = Int(clamping: try reader.readInteger(UInt32.self))
      guard offset >= bounds[bounds.count - 1], offset <= end else {
        throw .offsetOutOfOrder(previous: bounds[bounds.count - 1], found: offset, end: end)
      }
      bounds.append(offset)
    }
    bounds.append(end)
    var elements: [Element] = []
    for position in 0..<count {
      var part = reader.part(from: start + bounds[position], to: start + bounds[position + 1])
      elements.append(try Element.decode(from: &part))
      try part.finish()
    }
    _ = reader.readRest()
    return elements
  }

  static func root<Element: SSZCodable>(of elements: [Element], elementLimit: UInt64) -> Bytes32 {
    guard Element.isBasic, let elementBytes = Element.fixedByteCount else {
      return Merkleization.root(of: elements.map { $0.hashTreeRoot() }, depth: depth(leaves: elementLimit))
    }
    var writer = SSZWriter()
    encode(elements, to: &writer)
    return Chunks.root(of: writer.bytes, byteLimit: elementLimit * UInt64(elementBytes))
  }

  static func depth(leaves: UInt64) -> Int {
    leaves <= 1 ? 0 : UInt64.bitWidth - (leaves - 1).leadingZeroBitCount
  }
}

/// Bytes as 32-byte leaves, the last one padded with zeroes.
enum Chunks {
  static func root(of bytes: [UInt8], byteLimit: UInt64) -> Bytes32 {
    var merkleizer = StreamingMerkleizer()
    for offset in stride(from: 0, to: bytes.count, by: Bytes32.byteCount) {
      merkleizer.append(Bytes32(loading: bytes, at: offset))
    }
    return merkleizer.root(depth: SSZSequence.depth(leaves: (byteLimit + 31) / 32))
  }
}
