import Units

/// A price that somebody makes up: one a block.
public protocol PriceProcess: Sendable {
  mutating func next() -> Price
}

/// A price that does not move.
public struct ConstantPrice: PriceProcess {
  public let price: Price

  public init(_ price: Price) { self.price = price }

  public mutating func next() -> Price { price }
}
