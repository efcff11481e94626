import Cryptography
import Merkle
import SSZ
import Units

/// The state as bytes, for checkpoints on disk: every field in order, sparse vectors as (index, chunk) pairs.
///
/// Not the SSZ encoding, in which two empty books would take a gigabyte. A checkpoint is never trusted: its root is
/// compared with the header's.
extension State {
  public func snapshot() -> [UInt8] {
    var copy = self
    var encoder = SnapshotEncoder()
    copy.visit(&encoder)
    return encoder.writer.bytes
  }

  public init(snapshot bytes: [UInt8]) throws(DecodingError) {
    self.init()
    var decoder = SnapshotDecoder(reader: SSZReader(bytes))
    try visit(&decoder)
    try decoder.reader.finish()
  }
}

private struct SnapshotEncoder: StateVisitor {
  var writer = SSZWriter()

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    let bytes = value.encoded()
    writer.write(UInt32(bytes.count))
    writer.write(bytes)
  }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) {
    writer.write(list.count)
    for (_, element) in list.known { element.encode(to: &writer) }
  }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    var pairs: [(index: UInt64, chunk: Bytes32)] = []
    vector.forEach(where: { !$0.isZero }) { (index, chunk) in pairs.append((index, chunk)) }
    writer.write(UInt64(pairs.count))
    for pair in pairs {
      writer.write(pair.index)
      pair.chunk.encode(to: &writer)
    }
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    container.visit(&self)
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    writer.write(UInt64(parts.count))
    parts.forEachKnown { $1.visit(&self) }
  }
}

private struct SnapshotDecoder: StateVisitor {
  var reader: SSZReader

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) throws(DecodingError) {
    let count = Int(clamping: try reader.readInteger(UInt32.self))
    value = try T.decoded(Array(try reader.readBytes(count)))
  }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) throws(DecodingError) {
    for _ in 0..<(try reader.readInteger(UInt64.self)) {
      guard !list.isFull else { throw .overLimit(limit: 1 << depth, found: Int(list.count) + 1) }
      let element = try Element.decode(from: &reader)
      do throws(StateAccessError) { _ = try list.append(element) } catch {
        preconditionFailure("a new list knows all of itself")
      }
    }
  }

  mutating func vector<let depth: Int>(
    _ name: StaticString, _ vector: inout PersistentVector<depth>
  ) throws(DecodingError) {
    for _ in 0..<(try reader.readInteger(UInt64.self)) {
      let index = try reader.readInteger(UInt64.self)
      guard index >> UInt64(depth) == 0 else {
        throw .overLimit(limit: 1 << depth, found: Int(truncatingIfNeeded: index))
      }
      let chunk = try Bytes32.decode(from: &reader)
      do throws(StateAccessError) { try vector.write(chunk, at: index) } catch {
        preconditionFailure("a new vector knows all of itself")
      }
    }
  }

  mutating func container<T: StateContainer>(
    _ name: StaticString, _ container: inout T
  ) throws(DecodingError) { try container.visit(&self) }

  mutating func perMarket<T: MarketContainer>(
    _ name: StaticString, _ parts: inout PerMarket<T>
  ) throws(DecodingError) {
    let count = try reader.readInteger(UInt64.self)
    guard count <= MarketRules.marketLimit else {
      throw .overLimit(limit: MarketRules.marketLimit, found: Int(clamping: count))
    }
    for market in 0..<count {
      var container = T(at: T.position(of: MarketID(UInt32(market))))
      try container.visit(&self)
      parts.append(container)
    }
  }
}
