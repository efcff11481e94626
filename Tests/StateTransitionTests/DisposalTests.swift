import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

/// The insurance, with just the money for it, takes 900 lots over at a mark of 0.89 USDC.
@Suite struct `What the insurance took over` {
  /// User 2 bids before, below the zero price of 0.8889. The next block at 0.89 is the one that takes over.
  private func scene(
    share: UInt32 = 250_000, everyMs: UInt64 = 3_000, bids: [(lots: UInt64, tick: UInt32)]
  ) throws -> TestExchange {
    var exchange = try TestExchange.leveraged(insurance: 79_100_100)
    exchange.setDisposal(share: share, everyMs: everyMs)
    for bid in bids { try exchange.order(.buy, bid.lots, at: bid.tick, by: 2) }
    try exchange.block()
    return exchange
  }

  @Test func `is offered share by share of what is left, once an interval, within the band`() throws {
    // 2 % below 0.89 is 0.8722.
    var exchange = try scene(bids: [(100, 8_800), (200, 8_722), (900, 8_721)])
    let journal = try exchange.block(at: 890_000)
    #expect(journal.takeovers == [Handover(of: 0, to: nil, 900, at: 888_889)])
    let offer = try #require(journal.events(.disposalOffered).first)
    #expect(offer.quantity.lots == 225 && offer.side == .sell && offer.atomsPerLot == 872_200)
    #expect(journal.trades.map(\.lots) == [100, 125] && journal.trades.map(\.atomsPerLot) == [880_000, 872_200])
    #expect(journal.receipts(of: .disposal).map(\.index) == [0])
    for _ in 0..<2 { #expect(try exchange.block(at: 890_000).receipts(of: .disposal).isEmpty) }

    // A quarter of 675 is 168.75. Of that the band holds 75, and the rest does not wait in the book.
    let second = try exchange.block(at: 890_000)
    #expect(second.events(.disposalOffered).map(\.quantity.lots) == [169])
    #expect(second.trades.map(\.lots) == [75] && second.events(.remainderCancelled).map(\.quantity.lots) == [94])
    #expect(try exchange.book(.sell).isEmpty)
    #expect(try exchange.book(.buy) == [RestingLots(user: 2, tick: 8_721, lots: 900)])
    #expect(try exchange.position(of: Owner.Reserved.insurance.account)?.size.lots == 600)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is bought back where it was short, within the band above the mark`() throws {
    var exchange = try TestExchange(insurance: 98_900_100, tiers: TestExchange.flatTier)
    for (user, atoms) in [100_000_000, 100_000_000, 10_000_000_000].enumerated() {
      try exchange.deposit(UInt64(atoms), by: user)
    }
    exchange.setDisposal(share: 250_000, everyMs: 3_000)
    _ = try exchange.block(at: 1_000_000)
    try exchange.trade(900, at: 10_000, from: 1, to: 0)
    // 2 % above 1.11 is 1.1322.
    for (lots, tick) in [(100, 11_200), (10, 11_322), (900, 11_323)] as [(UInt64, UInt32)] {
      try exchange.order(.sell, lots, at: tick, by: 2)
    }
    try exchange.block()
    let journal = try exchange.block(at: 1_110_000)
    #expect(journal.takeovers == [Handover(of: 1, to: nil, 900, at: 1_111_111)])
    let offer = try #require(journal.events(.disposalOffered).first)
    #expect(offer.quantity.lots == 225 && offer.side == .buy && offer.atomsPerLot == 1_132_200)
    #expect(journal.trades.map(\.lots) == [100, 10])
    #expect(try exchange.position(of: Owner.Reserved.insurance.account)?.size.lots == -790)
    #expect(try exchange.book(.buy).isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `is offered again when the interval has passed to the millisecond, and not before`() throws {
    var exchange = try scene(bids: [])
    #expect(try exchange.block(at: 890_000).receipts(of: .disposal).count == 1)
    #expect(try exchange.block(atMs: exchange.nowMs + 2_999).receipts(of: .disposal).isEmpty)
    #expect(try exchange.block(atMs: exchange.nowMs + 1).receipts(of: .disposal).count == 1)
  }

  @Test func `is not offered at an old mark, and is with the next fresh one`() throws {
    var exchange = try scene(everyMs: 6_000, bids: [])
    #expect(try exchange.block(at: 890_000).receipts(of: .disposal).count == 1)
    for _ in 0..<8 { #expect(try exchange.block().receipts(of: .disposal).isEmpty) }
    #expect(try exchange.block(at: 890_000).receipts(of: .disposal).count == 1)
  }

  @Test func `waits for the stops that the mark releases`() throws {
    var exchange = try scene(bids: [(100, 8_800)])
    try exchange.place(TestExchange.stop(.sell, 100, triggeredAt: 9_000, at: 8_700), by: 3)
    try exchange.block()
    let journal = try exchange.block(at: 890_000)
    #expect(journal.trades == [UserTrade(taker: 3, maker: 2, at: 880_000, 100)])
    #expect(journal.deeds.suffix(4) == [.stopReleased, .filled, .disposalOffered, .remainderCancelled])
  }

  @Test func `is all sold in the end, and nothing is offered any more`() throws {
    var exchange = try scene(share: 500_000, everyMs: 0, bids: [(900, 8_800)])
    // Halves of what is left, rounded up, one in every block.
    let halves: [UInt64] = [450, 225, 113, 56, 28, 14, 7, 4, 2, 1]
    for lots in halves { #expect(try exchange.block(at: 890_000).trades.map(\.lots) == [lots]) }
    #expect(try exchange.insurance().firstPosition == .none)
    #expect(try exchange.block(at: 890_000).receipts(of: .disposal).isEmpty)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `stays where no share is to be sold`() throws {
    var exchange = try scene(share: 0, bids: [(900, 8_800)])
    for _ in 0..<5 { #expect(try exchange.block(at: 890_000).receipts(of: .disposal).isEmpty) }
    #expect(try exchange.position(of: Owner.Reserved.insurance.account)?.size.lots == 900)
  }
}

extension TestExchange {
  /// A share of what the insurance holds is offered within 2 % of the mark.
  fileprivate mutating func setDisposal(share: UInt32, everyMs: UInt64) {
    execution.state.parameters.ladder.disposalShare = Rate(partsPerMillion: share)
    execution.state.parameters.ladder.disposalMs = everyMs
    execution.state.parameters.ladder.disposalBand = Rate(partsPerMillion: 20_000)
  }
}
