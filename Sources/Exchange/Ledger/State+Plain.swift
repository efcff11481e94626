import Cryptography
import Merkle
import SSZ
import Units

extension State {
  /// The whole state by field name: what `state --dump` prints and other libraries rebuild the root from.
  ///
  /// Lists of the exchange are sparse: only elements that are not all zeroes are shown, behind their index.
  public var plainValue: PlainValue {
    var copy = self
    var collector = StateCollector()
    copy.visit(&collector)
    return .container(collector.fields)
  }
}

private struct StateCollector: StateVisitor {
  var fields: [PlainValue.Field] = []

  mutating func value<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    fields.append(.init(name.description, value.plainValue))
  }

  mutating func list<Element: MerkleElement & SSZContainer, let depth: Int>(
    _ name: StaticString, _ list: inout PersistentList<Element, depth>
  ) {
    let elements = list.known.filter { $0.value.encoded().contains { $0 != 0 } }
    fields.append(
      .init(
        name.description,
        .sparse(length: list.count, elements: elements.map { .init($0.index, $0.value.plainValue) })))
  }

  mutating func vector<let depth: Int>(_ name: StaticString, _ vector: inout PersistentVector<depth>) {
    var elements: [PlainValue.Element] = []
    vector.forEach(where: { !$0.isZero }) { (index, chunk) in elements.append(.init(index, chunk.plainValue)) }
    fields.append(.init(name.description, .sparse(length: nil, elements: elements)))
  }

  mutating func container<T: StateContainer>(_ name: StaticString, _ container: inout T) {
    fields.append(.init(name.description, Self.value(of: &container)))
  }

  mutating func perMarket<T: MarketContainer>(_ name: StaticString, _ parts: inout PerMarket<T>) {
    var values: [PlainValue] = []
    parts.forEachKnown { values.append(Self.value(of: &$1)) }
    fields.append(.init(name.description, .list(values)))
  }

  private static func value<T: StateContainer>(of container: inout T) -> PlainValue {
    var collector = StateCollector()
    container.visit(&collector)
    return .container(collector.fields)
  }
}
