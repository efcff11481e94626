import Ledger
import Oracle
import TestSupport
import Testing
import Units

@Suite struct `The band around the last mark` {
  /// 5 %, and 1 % for each second since.
  private func band(
    afterMs elapsedMs: UInt64, base: UInt32 = 50_000, perSecond: UInt32 = 10_000
  ) throws -> MarkBand? {
    var parameters = Parameters()
    parameters.bandBase = Rate(partsPerMillion: base)
    parameters.bandPerSecond = Rate(partsPerMillion: perSecond)
    let last = MarkPrice(price: try price(1_000), timeMs: 7_000)
    return MarkBand(after: last, parameters: parameters, blockTimestampMs: 7_000 + elapsedMs)
  }

  private func price(_ atomsPerLot: UInt64) throws -> Price { try #require(Price(atomsPerLot: atomsPerLot)) }

  @Test(arguments: [
    (elapsedMs: 0, width: 50_000), (elapsedMs: 1, width: 60_000), (elapsedMs: 1_000, width: 60_000),
    (elapsedMs: 1_001, width: 70_000), (elapsedMs: 24_000, width: 290_000), (elapsedMs: 24_001, width: 300_000),
  ])
  func `widens with every second that has begun`(row: (elapsedMs: UInt64, width: UInt128)) throws {
    #expect(try band(afterMs: row.elapsedMs)?.widthPartsPerMillion == row.width)
  }

  @Test func `admits what lies on its edge, above and below`() throws {
    let band = try #require(try band(afterMs: 0))
    let last = try price(1_000)
    for admitted in [950, 1_000, 1_050] as [UInt64] { #expect(try band.admits(price(admitted), after: last)) }
    for refused in [1, 949, 1_051, Price.limit - 1] { #expect(try !band.admits(price(refused), after: last)) }
  }

  @Test func `is none where the parameters set none, and may begin at nothing`() throws {
    #expect(try band(afterMs: 0, base: 0, perSecond: 0) == nil)
    #expect(try band(afterMs: 0, base: 0, perSecond: 10_000)?.widthPartsPerMillion == 0)
  }

  @Test func `admits everything in the end, and overflows never`() throws {
    let forever = try #require(try band(afterMs: .max - 7_000, base: .max, perSecond: .max))
    #expect(try forever.admits(price(Price.limit - 1), after: price(1)))
    #expect(try forever.admits(price(1), after: price(Price.limit - 1)))
  }

  @Test func `does not widen in a block from before the mark`() throws {
    var parameters = Parameters()
    parameters.bandPerSecond = Rate(partsPerMillion: 10_000)
    let last = MarkPrice(price: try price(1_000), timeMs: 7_000)
    #expect(MarkBand(after: last, parameters: parameters, blockTimestampMs: 0)?.widthPartsPerMillion == 0)
  }
}
