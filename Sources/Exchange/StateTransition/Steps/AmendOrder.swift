import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Changes price and quantity of an order or a stop. One that goes by its client's name is looked for first.
  mutating func amend(
    _ amendment: AmendOrder, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    let (account, market) = try check(amendment, for: cross)
    guard amendment.order.rawValue == 0 else {
      let resting = try order(amendment.order, of: account, in: market)
      return try amend(resting, in: market, to: amendment.quantity, tick: amendment.tick, into: &journal)
    }
    try startFinding(amendment.clientID, of: account, in: market)
    work.tick = amendment.tick
    work.remaining = amendment.quantity
  }

  /// Whether an amendment makes sense in its market, whatever the order; who trades it there, if so.
  func check(
    _ amendment: AmendOrder, for cross: AccountID
  ) throws(StepFailure) -> (account: AccountID, market: MarketID) {
    let market = try knownMarket(amendment.market)
    let (account, rules) = try reading { () throws(StateAccessError) in
      (try state.tradingAccount(of: cross, in: market), try state.rules.read(market.index))
    }
    try checking { () throws(Refusal) in try rules.check(tick: amendment.tick, quantity: amendment.quantity) }
    return (account, market)
  }

  /// Less at the same price keeps its place; a stop has none to keep. Anything else leaves the book, and is placed again.
  mutating func amend(
    _ resting: RestingOrder, in market: MarketID, to quantity: Quantity, tick: UInt32, into journal: inout Journal
  ) throws(StepFailure) {
    let replacement = try checkReplacement(of: resting, in: market, by: quantity, tick: tick)
    try reading { () throws(StateAccessError) in
      let price = try state.rules.read(market.index).price(ofTick: tick)
      emit(
        .orderAmended(
          resting.id, resting.order, in: market, to: quantity, at: price, isPlacedAgain: replacement != nil),
        into: &journal)
      if let replacement {
        try takeOut(resting, in: market)
        begin(replacement.order, as: replacement.placement)
      } else {
        try change(resting, in: market, to: quantity, tick: tick)
        try endOperation(into: &journal)
      }
    }
  }

  /// What takes the place of an amended order, if it may; nil where the order stays.
  ///
  /// It is judged as an order that comes now, and as if the old one were gone.
  func checkReplacement(
    of resting: RestingOrder, in market: MarketID, by quantity: Quantity, tick: UInt32
  ) throws(StepFailure) -> (order: PlaceOrder, placement: Placement)? {
    let old = resting.order
    guard !old.isStop, tick != old.tick || quantity > old.remaining else { return nil }
    var order = PlaceOrder(old, in: market)
    order.quantity = quantity
    order.tick = tick
    return (order, try check(order, for: old.account, replacing: old))
  }

  private mutating func change(
    _ resting: RestingOrder, in market: MarketID, to quantity: Quantity, tick: UInt32
  ) throws(StateAccessError) {
    let (book, old) = (try state.books.place(of: market), resting.order)
    guard !old.isStop else { return try state.books[book].change(resting, to: quantity, tick: tick) }
    guard quantity < old.remaining else { return }
    let place = UInt64(old.position)
    var position = try state.positions.read(place)
    try shrink(resting, by: old.remaining.subtracting(quantity), &position)
    try state.positions.write(position, at: place)
  }
}

extension PlaceOrder {
  /// An order like the one that rests or waits, as if it came now; a stop without its trigger.
  init(_ order: Order, in market: MarketID) {
    self.init()
    self.market = UInt16(market.rawValue)
    side = order.side
    timeInForce = order.terms.timeInForce
    quantity = order.remaining
    tick = order.tick
    clientID = order.clientID
    isReduceOnly = order.terms.isReduceOnly
    expiryMs = order.expiryMs
    selfTrade = order.terms.selfTrade
    preventsByOwner = order.terms.preventsByOwner
  }
}
