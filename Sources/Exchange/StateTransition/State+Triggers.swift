import Ledger
import Margin
import Matching
import Merkle
import Units

extension TriggerPlaces {
  static func position(_ kind: MarketQueues.Kind) -> TriggerPlaces { TriggerPlaces(stride: 4, kind: kind.rawValue) }
  static func account(_ kind: AccountQueues.Kind) -> TriggerPlaces { TriggerPlaces(stride: 4, kind: kind.rawValue) }
}

extension State {
  func trigger(_ kind: MarketQueues.Kind, of position: UInt64) throws(StateAccessError) -> Trigger {
    Trigger(try positionTriggers.read(4 * position + kind.rawValue))
  }

  func trigger(_ kind: AccountQueues.Kind, of account: AccountID) throws(StateAccessError) -> Trigger {
    Trigger(try accountTriggers.read(4 * account.index + kind.rawValue))
  }

  /// Moves a position within the queues of one kind, or out of them. A trigger's tag is the side of its queue.
  mutating func setTrigger(
    _ kind: MarketQueues.Kind, of position: UInt64, in market: MarketID, to new: Trigger?
  ) throws(StateAccessError) {
    let places = TriggerPlaces.position(kind)
    let old = try trigger(kind, of: position)
    if old.isSet {
      try marketQueues[marketQueues.place(of: market)][kind, old.side].leave(
        position, at: places, in: &positionTriggers)
    }
    guard let new else { return }
    try marketQueues[marketQueues.place(of: market)][kind, new.side].enter(
      position, new, at: places, in: &positionTriggers)
  }

  /// Moves an account within the queue of one kind: to `new`, or out of it.
  mutating func setTrigger(
    _ kind: AccountQueues.Kind, of account: AccountID, to new: Trigger?
  ) throws(StateAccessError) {
    let places = TriggerPlaces.account(kind)
    try accountQueues[kind].leave(account.index, at: places, in: &accountTriggers)
    guard let new else { return }
    try accountQueues[kind].enter(account.index, new, at: places, in: &accountTriggers)
  }

  /// Σ of what the account's positions and collateral are worth; see `TriggerBudget`.
  func exposure(of account: Account) throws(StateAccessError) -> MicroAtoms {
    var exposure = MicroAtoms.zero
    if let price = collateral.price { exposure = MicroAtoms(price.notional(of: account.collateral)) }
    var walk = PositionWalk(of: account)
    while let position = try walk.next(in: self)?.position {
      guard let mark = try markets.read(position.market.index).mark else { continue }
      exposure = exposure.adding(try rules.read(position.market.index).exposure(of: position.size, at: mark))
    }
    return exposure
  }
}

extension Trigger {
  init(_ side: Side, key: UInt32, generation: UInt64) {
    self.init(key: key, tag: UInt32(side.rawValue), generation: generation)
  }

  /// Of a position's trigger: whether it stands among longs or shorts.
  var side: Side { tag == 0 ? .buy : .sell }
}
