import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Whether `maker` is an order that the one in the frame must not trade with: of the same account, or of the same
  /// owner where the newer order says so.
  func isOwn(_ maker: RestingOrder) throws(StateAccessError) -> Bool {
    if maker.order.account == work.account { return true }
    guard work.terms.preventsByOwner else { return false }
    let owner = try state.accounts.read(work.account.index).owner
    return try state.accounts.read(maker.order.account.index).owner == owner
  }

  /// Does what the newer order says about its own resting one; matching goes on with what is left of both.
  mutating func preventSelfTrade(with maker: RestingOrder, into journal: inout Journal) throws(StateAccessError) {
    switch work.terms.selfTrade {
    case .expireMaker:
      try removeOrder(maker, in: work.market, because: .selfTrade, into: &journal)
    case .expireTaker:
      try endOrder(cancelling: .selfTrade, into: &journal)
    case .expireBoth:
      try removeOrder(maker, in: work.market, because: .selfTrade, into: &journal)
      try endOrder(cancelling: .selfTrade, into: &journal)
    case .reduceBoth where work.terms.timeInForce == .fillOrKill:
      // Reduced is not filled.
      try endOrder(cancelling: .selfTrade, into: &journal)
    case .reduceBoth:
      try reduceBoth(maker, into: &journal)
    }
  }

  private mutating func reduceBoth(_ maker: RestingOrder, into journal: inout Journal) throws(StateAccessError) {
    let quantity = min(work.remaining, maker.order.remaining)
    let price = try state.rules.read(work.market.index).price(ofStoredTick: maker.order.tick)
    emit(
      .orderReduced(
        taker: work.account, work.side, maker: maker.order, id: maker.id, in: work.market, quantity, at: price),
      into: &journal)
    work.remaining = work.remaining.subtracting(quantity)
    let place = UInt64(maker.order.position)
    var held = HeldPosition(index: place, position: try state.positions.read(place))
    try shrink(maker, by: quantity, &held.position)
    try state.positions.write(held.position, at: place)
    try closeIfUnused(held)
  }
}
