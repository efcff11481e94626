import Ledger
import Units

/// Between what people write about a market and what it counts in.
public struct MarketUnits: Sendable {
  public let rules: MarketRules

  public init(_ rules: MarketRules) { self.rules = rules }

  public var id: MarketID { MarketID(UInt32(rules.feed)) }

  private var lotDecimals: Int { Int(rules.lotDecimals) }

  public func size(_ quantity: Quantity) -> String { Decimal.format(Int128(quantity.lots), decimals: lotDecimals) }
  public func size(_ quantity: SignedQuantity) -> String {
    Decimal.format(Int128(quantity.lots), decimals: lotDecimals)
  }

  public func price(atomsPerLot: UInt64) -> String { Decimal.price(atomsPerLot: atomsPerLot, lotDecimals: lotDecimals) }

  public func price(tick: UInt32) -> String { price(atomsPerLot: UInt64(tick) * UInt64(rules.tickAtomsPerLot)) }

  /// The step of prices and of sizes.
  public var tick: String { price(tick: 1) }
  public var lot: String { size(Quantity(lots: 1)) }

  /// What is wrong with a price or a size that somebody wrote, and the two nearest that would do.
  public enum Violation: Error, Equatable, Sendable {
    case notDecimal(String)
    case tick(found: String, tick: String, below: String, above: String)
    case lot(found: String, lot: String, below: String, above: String)
    case outOfRange(String)
  }

  /// The tick of a price in USDC a unit.
  public func tick(of text: String) throws(Violation) -> UInt32 {
    let step = Int128(rules.tickAtomsPerLot) * Self.powerOfTen(Self.spareDecimals)
    let scaled = try parse(text, decimals: priceDecimals + Self.spareDecimals)
    let (below, remainder) = scaled.quotientAndRemainder(dividingBy: step)
    guard scaled > 0, below < Int128(MarketRules.tickLimit) else { throw .outOfRange(text) }
    guard remainder == 0 else {
      throw .tick(
        found: text, tick: tick, below: price(tick: UInt32(below)), above: price(tick: UInt32(below) + 1))
    }
    return UInt32(below)
  }

  /// The lots of a size in units of the base asset.
  public func quantity(of text: String) throws(Violation) -> Quantity {
    let scaled = try parse(text, decimals: lotDecimals + Self.spareDecimals)
    let (below, remainder) = scaled.quotientAndRemainder(dividingBy: Self.powerOfTen(Self.spareDecimals))
    guard scaled > 0, below < Int128(Quantity.limit) else { throw .outOfRange(text) }
    guard remainder == 0 else {
      throw .lot(
        found: text, lot: lot, below: size(Quantity(lots: UInt64(below))),
        above: size(Quantity(lots: UInt64(below) + 1)))
    }
    return Quantity(lots: UInt64(below))
  }

  /// Atoms a lot are 10^(lotDecimals − 6) USDC a unit: that many decimals a price has, or that many zeroes.
  private var priceDecimals: Int { Decimal.quoteDecimals - lotDecimals }

  /// Decimals beyond the market's own that a text may have, so that it can be told how far off it is.
  private static let spareDecimals = 12

  private func parse(_ text: String, decimals: Int) throws(Violation) -> Int128 {
    do throws(Decimal.ParseError) { return try Decimal.parse(text, decimals: decimals) } catch {
      switch error {
      case .notDecimal: throw .notDecimal(text)
      case .tooManyDecimals, .outOfRange: throw .outOfRange(text)
      }
    }
  }

  private static func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}

extension MarketUnits {
  /// The tick at or below a price that need not lie on one.
  public func nearestTick(to text: String) throws(Violation) -> UInt32 {
    do throws(Violation) { return try tick(of: text) } catch {
      guard case .tick(_, _, let below, _) = error else { throw error }
      return try tick(of: below)
    }
  }
}
