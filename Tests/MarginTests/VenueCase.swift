import Ledger
import Margin
import TestSupport
import Units

/// A calculation of another venue, from its test suite or its specification.
struct VenueCase: Decodable, Sendable {
  let id: String
  let kind: String
  let inputs: JSON
  let expected: JSON

  static let fileName = "venue_cases.json"
  static let isAvailable = Conformance.holds(fileName)
  static let all = Conformance.read([VenueCase].self, from: fileName) ?? []
}

/// Why a case of a kind that our rules express cannot be put to them.
enum Inexpressible: Error {
  /// The case lacks a member, or has it in another form.
  case missing(String)
  /// A rule of the venue's own, an amount finer than ours or a market larger than ours.
  case outside(String)
}

extension JSON {
  func exact(_ key: String) throws(Inexpressible) -> Exact {
    guard let value = self[key]?.exact else { throw .missing(key) }
    return value
  }

  /// As `exact`, and zero where the member is absent.
  func exactOrZero(_ key: String) throws(Inexpressible) -> Exact { self[key] == nil ? .zero : try exact(key) }

  func member(_ key: String) throws(Inexpressible) -> JSON {
    guard let value = self[key] else { throw .missing(key) }
    return value
  }

  func list(_ key: String) throws(Inexpressible) -> [JSON] {
    guard let values = self[key]?.array else { throw .missing(key) }
    return values
  }

  func ratePartsPerMillion(_ key: String) throws(Inexpressible) -> UInt32 { try exact(key).partsPerMillion() }

  /// Whether the case knows nothing of open interest: caps of zero switch its scaling off.
  func requireNoOpenInterestScaling(_ lower: String, _ upper: String) throws(Inexpressible) {
    guard try exactOrZero(lower) == .zero, try exactOrZero(upper) == .zero else {
      throw .outside("open interest scales the margin")
    }
  }
}

extension Exact {
  func partsPerMillion() throws(Inexpressible) -> UInt32 {
    guard let rate = (self * Exact(1_000_000)).whole, let partsPerMillion = UInt32(exactly: rate) else {
      throw .outside("a rate finer than parts per million")
    }
    return partsPerMillion
  }

  /// US dollars to atoms.
  func atoms() throws(Inexpressible) -> Int128 {
    guard let atoms = (self * Exact(1_000_000)).whole else { throw .outside("money finer than atoms") }
    return atoms
  }
}

/// A position of a case in a market made for it.
struct VenuePosition {
  let lots: Int64
  let mark: Price
  /// Lots in one unit of the base asset.
  let lotsPerUnit: Int128

  /// The coarsest lots that make `size`, and all of `parts`, whole.
  init(size: Exact, mark: Exact, parts: [Exact] = []) throws(Inexpressible) {
    let lotsPerUnit = ([size] + parts).reduce(Int128(1)) { unit, part in
      unit * (Exact(unit) * part).denominator
    }
    guard let lots = (size * Exact(lotsPerUnit)).whole, let lots = Int64(exactly: lots),
      let atomsPerLot = (mark * Exact(1_000_000, over: lotsPerUnit)).whole,
      let mark = Price(atomsPerLot: UInt64(clamping: atomsPerLot))
    else { throw .outside("a price or size beyond ours") }
    (self.lots, self.mark, self.lotsPerUnit) = (lots, mark, lotsPerUnit)
  }

  var position: Position { Samples.position(lots) }
  var market: Market { Samples.market(mark: mark.atomsPerLot) }

  /// Ticks fine enough for the case, and coarse enough for prices up to four times the mark.
  func rules(_ tiers: [MarginTier]) -> MarketRules {
    var tick: UInt64 = 1
    while 4 * mark.atomsPerLot / tick >= UInt64(MarketRules.tickLimit) { tick *= 10 }
    return Samples.rules(tiers, tickAtomsPerLot: UInt32(tick))
  }
}

extension MarginTier {
  /// One tier for any notional, as most venues have.
  static func flat(initial: UInt32, maintenance: UInt32) -> [MarginTier] {
    [Samples.tier(0, initial, maintenance, 0)]
  }
}
