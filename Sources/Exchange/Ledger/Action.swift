import Cryptography
import SSZ
import Units

/// What a transaction does. On the wire an SSZ union: the selector, then the body.
public enum Action: Equatable, Sendable {
  case place(PlaceOrder)
  case cancel(CancelOrder)

  public var selector: UInt8 {
    switch self {
    case .place: 1
    case .cancel: 2
    }
  }
}

extension Action: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) {
    writer.write(selector)
    switch self {
    case .place(let body): body.encode(to: &writer)
    case .cancel(let body): body.encode(to: &writer)
    }
  }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Action {
    let selector = try reader.readInteger(UInt8.self)
    switch selector {
    case 1: return .place(try PlaceOrder.decode(from: &reader))
    case 2: return .cancel(try CancelOrder.decode(from: &reader))
    default: throw .unknownSelector(selector)
    }
  }

  /// `mix_in_selector(hash_tree_root(body), selector)`.
  public func hashTreeRoot() -> Bytes32 {
    let root =
      switch self {
      case .place(let body): body.hashTreeRoot()
      case .cancel(let body): body.hashTreeRoot()
      }
    return SHA256.hash(root, selector.hashTreeRoot())
  }

  public var plainValue: PlainValue {
    switch self {
    case .place(let body): .container([.init("place", body.plainValue)])
    case .cancel(let body): .container([.init("cancel", body.plainValue)])
    }
  }
}

/// A limit order.
public struct PlaceOrder: SSZContainer, Equatable {
  public var market: UInt16 = 0
  public var side = Side.buy
  public var timeInForce = TimeInForce.goodTillCancelled
  public var quantity = Quantity.zero
  /// The worst price to trade at, in ticks.
  public var tick: UInt32 = 0
  /// The client's own name for the order; 0 for none.
  public var clientID: UInt128 = 0

  public init() {}

  public init(
    market: UInt16, side: Side, timeInForce: TimeInForce, quantity: Quantity, tick: UInt32, clientID: UInt128 = 0
  ) {
    self.market = market
    self.side = side
    self.timeInForce = timeInForce
    self.quantity = quantity
    self.tick = tick
    self.clientID = clientID
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("side", &side)
    try visitor.field("timeInForce", &timeInForce)
    try visitor.field("quantity", &quantity)
    try visitor.field("tick", &tick)
    try visitor.field("clientID", &clientID)
  }
}

/// What becomes of the part of an order that finds no counterparty at once.
public enum TimeInForce: UInt8, ByteEnum {
  /// It rests in the book.
  case goodTillCancelled = 0
  /// It is cancelled.
  case immediateOrCancel = 1
}

/// Takes an order out of the book.
public struct CancelOrder: SSZContainer, Equatable {
  public var market: UInt16 = 0
  public var order = OrderID(rawValue: 0)

  public init() {}

  public init(market: UInt16, order: OrderID) {
    self.market = market
    self.order = order
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("market", &market)
    try visitor.field("order", &order)
  }
}
