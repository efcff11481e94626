import Cryptography
import Merkle
import Units

/// `List[Part, 64]`: one part of the state for each market.
///
/// In a proof a market of which nothing was needed is known by a hash above it. So a part is reached by its `Place`, which
/// `place(of:)` gives out only where the part is known.
@frozen public struct PerMarket<Part: MarketContainer>: Sendable {
  @usableFromInline var parts: [Part] = []
  /// Who is told of every market that is reached, and which markets there are not; nil where every market is known and
  /// nobody asks.
  @usableFromInline var guardian: Guardian?

  public init() {}

  public var count: Int { parts.count }

  /// A part that is known.
  @frozen public struct Place: Sendable {
    @usableFromInline let index: Int

    @usableFromInline init(index: Int) { self.index = index }
  }

  @usableFromInline struct Guardian: Sendable {
    let log: AccessLog
    /// A bit for each market.
    var blinded: UInt64 = 0

    func isBlinded(_ index: Int) -> Bool { blinded >> UInt64(index) & 1 != 0 }
  }

  /// - Throws: `StateAccessError` where the market's part is not known, or there is none.
  @inlinable public func place(of market: MarketID) throws(StateAccessError) -> Place {
    let index = Int(market.rawValue)
    if index < parts.count, guardian == nil { return Place(index: index) }
    return try guardedPlace(of: market)
  }

  @usableFromInline func guardedPlace(of market: MarketID) throws(StateAccessError) -> Place {
    let index = Int(market.rawValue)
    guard index < parts.count else { throw .outside(tree: Part.position(of: MarketID(0)), index: market.index) }
    guard let guardian, !guardian.isBlinded(index) else { throw .blinded(Part.position(of: market)) }
    guardian.log.note(Part.position(of: market))
    return Place(index: index)
  }

  @inlinable public subscript(place: Place) -> Part {
    _read { yield parts[place.index] }
    _modify { yield &parts[place.index] }
  }

  /// The part of market `index`, for those who look at states that are known as a whole.
  ///
  /// - Precondition: there is such a market, and the state is no proof.
  public subscript(known index: Int) -> Part {
    _read {
      precondition(guardian == nil, "a market of a proof was looked at like that of a whole state")
      yield parts[index]
    }
    _modify { yield &parts[index] }
  }

  public mutating func append(_ part: Part) { parts.append(part) }

  /// Shows every part that is known to `body`, which may change it. Nobody is told.
  public mutating func forEachKnown<E: Error>(_ body: (Int, inout Part) throws(E) -> Void) throws(E) {
    for index in parts.indices where guardian?.isBlinded(index) != true { try body(index, &parts[index]) }
  }

  /// From now on `log` is told of every market that is reached.
  public mutating func note(into log: AccessLog) { guardian = Guardian(log: log) }

  /// Puts in a market of which a proof shows nothing. `note(into:)` comes first.
  public mutating func appendBlinded(_ part: Part) {
    guardian?.blinded |= 1 << UInt64(parts.count)
    parts.append(part)
  }
}
