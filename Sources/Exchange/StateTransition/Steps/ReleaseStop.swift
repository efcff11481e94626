import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// STOP: releases one stop of a market whose trigger the mark has reached; once there is none, the insurance may offer
  /// part of its position there.
  ///
  /// There is no loop inside a block: what a released stop trades does not move the mark, so it releases no other stop
  /// before the next MARK.
  mutating func releaseStop(into journal: inout Journal) throws(StateAccessError) {
    let market = MarketID(UInt32(building.cursor))
    if let mark = try freshMark(of: market), let stop = try nextStop(in: market, at: mark) {
      return try release(stop, in: market, at: mark, into: &journal)
    }
    if try offerDisposal(in: market, into: &journal) { return }
    advance()
  }

  /// An old mark releases nothing: it says where the price was, and not that it has reached a trigger.
  private func freshMark(of id: MarketID) throws(StateAccessError) -> Price? {
    let market = try state.markets.read(id.index)
    return state.parameters.markState(of: market, at: state.clock.timestampMs) == .fresh ? market.mark : nil
  }

  private func nextStop(in market: MarketID, at mark: Price) throws(StateAccessError) -> RestingOrder? {
    let rules = try state.rules.read(market.index)
    return try state.books[state.books.place(of: market)].nextStop(at: mark, tickAtomsPerLot: rules.tickAtomsPerLot)
  }

  /// The stop goes, and an order like any other begins in its place. If that one is refused, nothing is left.
  private mutating func release(
    _ stop: RestingOrder, in market: MarketID, at mark: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    let rules = try state.rules.read(market.index)
    startWork(.stop, market.index)
    emit(.stopReleased(stop.id, stop.order, in: market, at: mark), into: &journal)
    try takeOut(stop, in: market)
    do throws(StepFailure) {
      let order = PlaceOrder(releasing: stop.order, in: market, at: mark, tickAtomsPerLot: rules.tickAtomsPerLot)
      try place(order, for: stop.order.account, into: &journal)
    } catch {
      finish(try error.refusalOrThrow(), into: &journal)
    }
  }
}

extension PlaceOrder {
  /// What a stop asks for once the mark has reached its trigger: it may trade no farther from the mark than its band.
  init(releasing stop: Order, in market: MarketID, at mark: Price, tickAtomsPerLot: UInt32) {
    self.init(stop, in: market)
    guard stop.band > .zero else { return }
    let worst = stop.band.worstTick(for: side, from: mark, tickAtomsPerLot: tickAtomsPerLot)
    tick = side == .buy ? min(tick, worst) : max(tick, worst)
  }
}

extension Rate {
  /// The last tick that lies no farther from `mark` than this share of it: `mark × (1 ± rate)`, rounded towards the mark.
  ///
  /// May be no price: zero, or the bound of ticks. The numerator stays below 2^44 × 2^33.
  func worstTick(for side: Side, from mark: Price, tickAtomsPerLot: UInt32) -> UInt32 {
    let (share, one) = (Int128(partsPerMillion), Int128(Rate.one.partsPerMillion))
    let numerator = Int128(mark.atomsPerLot) * (side == .buy ? one + share : one - share)
    let tick = numerator.divided(by: Int128(tickAtomsPerLot) * one, rounding: side == .buy ? .down : .up)
    return UInt32(min(max(tick, 0), Int128(MarketRules.tickLimit)))
  }
}
