import Ledger
import Margin
import Matching
import Merkle
import Units

/// A trade, decided but not carried out.
struct PlannedTrade {
  let maker: RestingOrder
  let quantity: Quantity
  let price: Price
  let fees: TradingFees
  let makerFill: PlannedFill
  let takerFill: PlannedFill
}

extension Execution {
  enum Meeting { case traded, makerRefused, takerRefused(CancellationCause) }

  /// Trades the frame's order with `maker`, if margin allows it on both sides, fees included.
  ///
  /// A maker whose margin does not allow the fill, or whose reduce-only order has nothing to reduce, loses its order, and
  /// matching goes on; a taker loses its remainder. A liquidated taker is bound by its limit price instead.
  mutating func meet(
    _ maker: RestingOrder, _ taker: HeldPosition, into journal: inout Journal
  ) throws(StateAccessError) -> Meeting {
    let place = UInt64(maker.order.position)
    let held = HeldPosition(index: place, position: try state.positions.read(place))
    let asked = taker.position.tradable(work.remaining, work.side, work.terms)
    guard !asked.isZero else { return .takerRefused(.nothingToReduce) }
    let offered = held.position.tradable(maker.order.remaining, maker.order.side, maker.order.terms)
    guard !offered.isZero else { return try refuse(maker, because: .nothingToReduce, into: &journal) }
    let trade = try plan(maker, held, taker, min(asked, offered))
    guard trade.makerFill.isPermitted else { return try refuse(maker, because: .insufficientMargin, into: &journal) }
    guard work.kind == .liquidate || trade.takerFill.isPermitted else {
      return .takerRefused(.insufficientMargin)
    }
    try carryOut(trade, into: &journal)
    return .traded
  }

  private mutating func refuse(
    _ maker: RestingOrder, because cause: CancellationCause, into journal: inout Journal
  ) throws(StateAccessError) -> Meeting {
    try removeOrder(maker, in: work.market, because: cause, into: &journal)
    return .makerRefused
  }

  /// What trading `quantity` with `maker`, at its price, would do to both sides.
  private func plan(
    _ maker: RestingOrder, _ held: HeldPosition, _ taker: HeldPosition, _ quantity: Quantity
  ) throws(StateAccessError) -> PlannedTrade {
    let rules = try state.rules.read(work.market.index)
    let price = try rules.price(ofStoredTick: maker.order.tick)
    let fees = TradingFees(
      on: price.notional(of: quantity), rules, insuranceShare: state.parameters.insuranceFeeShare,
      isLiquidation: work.kind == .liquidate)
    return PlannedTrade(
      maker: maker, quantity: quantity, price: price, fees: fees,
      makerFill: try plan(held, maker.order.side, quantity, at: price, fee: fees.maker),
      takerFill: try plan(taker, work.side, quantity, at: price, fee: fees.taker))
  }

  private mutating func carryOut(_ trade: PlannedTrade, into journal: inout Journal) throws(StateAccessError) {
    let (maker, taker) = (trade.makerFill, trade.takerFill)
    emit(
      .filled(
        taker: work.account, work.side, maker: trade.maker.order, id: trade.maker.id, in: work.market, trade.quantity,
        at: trade.price), into: &journal)
    work.remaining = work.remaining.subtracting(trade.quantity)
    try carryOut(taker, as: taker.fill.position, into: &journal)
    var makerPosition = maker.fill.position
    try shrink(trade.maker, by: trade.quantity, &makerPosition)
    try carryOut(maker, as: makerPosition, into: &journal)
    try collect(trade, into: &journal)
    try closeIfUnused(HeldPosition(index: maker.index, position: makerPosition))
    try closeIfUnused(HeldPosition(index: taker.index, position: taker.fill.position))
  }

  /// Takes `quantity` off a resting order of `position`, which leaves the book when nothing remains of it.
  mutating func shrink(
    _ resting: RestingOrder, by quantity: Quantity, _ position: inout Position
  ) throws(StateAccessError) {
    try position.release(resting.order, quantity)
    if quantity == resting.order.remaining {
      try unrest(resting, in: position.market, &position)
    } else {
      try state.books[state.books.place(of: position.market)].reduce(resting, by: quantity)
    }
  }

  /// Gives what both sides paid to those who receive it.
  private mutating func collect(_ trade: PlannedTrade, into journal: inout Journal) throws(StateAccessError) {
    tellFee(of: trade.takerFill, into: &journal)
    tellFee(of: trade.makerFill, into: &journal)
    if trade.fees.vault != .zero {
      try changeCash(of: Owner.Reserved.feeVault.account, by: trade.fees.vault)
    }
    guard trade.fees.insurance != .zero else { return }
    emit(.feeShared(trade.fees.insurance, in: work.market), into: &journal)
    try changeCash(of: Owner.Reserved.insurance.account, by: trade.fees.insurance)
  }

  private mutating func tellFee(of side: PlannedFill, into journal: inout Journal) {
    if side.fee != .zero { emit(.feePaid(side.fee, by: side.account, in: work.market), into: &journal) }
  }
}
