import Cryptography
import SSZ
import Units

/// Several operations under one signature, carried out in order.
public struct Batch: SSZContainer, Equatable {
  public var mode = Mode.skip
  public var operations = BoundedList<Operation, 256>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("mode", &mode)
    try visitor.field("operations", &operations)
  }

  public enum Mode: UInt8, ByteEnum, CaseIterable {
    /// An operation that is refused is skipped.
    case skip = 0
    /// If one is refused, none has happened.
    case atomic = 1
  }
}

/// One of a batch: an action on the account's own orders. On the wire a union with the selectors of `Action`.
public enum Operation: Equatable, Sendable {
  case place(PlaceOrder)
  case cancel(CancelOrder)
  case amend(AmendOrder)

  /// The same as a transaction's action.
  public var action: Action {
    switch self {
    case .place(let body): .place(body)
    case .cancel(let body): .cancel(body)
    case .amend(let body): .amend(body)
    }
  }
}

extension Operation: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) { action.encode(to: &writer) }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Operation {
    switch try Action.decode(from: &reader) {
    case .place(let body): return .place(body)
    case .cancel(let body): return .cancel(body)
    case .amend(let body): return .amend(body)
    case let other: throw .unknownSelector(other.selector)
    }
  }

  public func hashTreeRoot() -> Bytes32 { action.hashTreeRoot() }

  public var plainValue: PlainValue { action.plainValue }
}
