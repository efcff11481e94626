import Cryptography
import Merkle

/// `Vector[Element, size]` without a heap: for the small arrays inside the elements of persistent lists.
public struct FixedVector<Element: SSZCodable & BitwiseCopyable & Equatable, let size: Int>: BitwiseCopyable, Sendable {
  @usableFromInline var storage: InlineArray<size, Element>

  @inlinable public init(repeating element: Element) { storage = InlineArray(repeating: element) }

  public static var count: Int { size }

  @inlinable public subscript(position: Int) -> Element {
    get { storage[position] }
    set { storage[position] = newValue }
  }

  public var elements: [Element] { (0..<size).map { storage[$0] } }
}

extension FixedVector: Equatable {
  public static func == (left: Self, right: Self) -> Bool { left.elements == right.elements }
}

extension FixedVector: SSZCodable {
  public static var fixedByteCount: Int? { Element.fixedByteCount.map { $0 * size } }

  public func encode(to writer: inout SSZWriter) { for position in 0..<size { self[position].encode(to: &writer) } }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Self {
    var vector = Self(repeating: try Element.decode(from: &reader))
    for position in 1..<max(size, 1) { vector[position] = try Element.decode(from: &reader) }
    return vector
  }

  public func hashTreeRoot() -> Bytes32 {
    SSZSequence.root(of: elements, elementLimit: UInt64(size))
  }

  public var plainValue: PlainValue { .list(elements.map { $0.plainValue }) }
}
