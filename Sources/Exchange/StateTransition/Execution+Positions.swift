import Ledger
import Margin
import Merkle
import Units

/// A position in its place.
struct HeldPosition {
  let index: UInt64
  var position: Position
}

extension Execution {
  /// The account's position in `market`, if it has one.
  func position(of account: Account, in market: MarketID) throws(StateAccessError) -> HeldPosition? {
    var walk = PositionWalk(of: account)
    while let held = try walk.next(in: state) {
      if held.position.market == market { return held }
    }
    return nil
  }

  /// The account's position in `market`, opened if it has none.
  mutating func openPosition(of id: AccountID, in market: MarketID) throws(StateAccessError) -> HeldPosition {
    var account = try state.accounts.read(id.index)
    if let held = try position(of: account, in: market) { return held }
    var position = Position()
    position.account = id
    position.market = market
    let indices = try state.markets.read(market.index)
    (position.fundingIndex, position.lossIndex) = (indices.fundingIndex, indices.lossIndex)
    let index = try takePositionSlot()
    let before = try place(before: market, in: account)
    position.next = before.next
    try state.positions.write(position, at: index)
    if var neighbour = before.neighbour {
      neighbour.position.next = Link(index)
      try state.positions.write(neighbour.position, at: neighbour.index)
    } else {
      account.firstPosition = Link(index)
      try state.accounts.write(account, at: id.index)
    }
    return HeldPosition(index: index, position: position)
  }

  /// Takes a position out of its account's list if nothing is left in it. One that stands in its market's queues stays
  /// until it has left them.
  mutating func closeIfUnused(_ held: HeldPosition) throws(StateAccessError) {
    guard held.position.isUnused, !held.position.hasTriggers else { return }
    let id = held.position.account
    var account = try state.accounts.read(id.index)
    let before = try place(before: held.position.market, in: account)
    if var neighbour = before.neighbour {
      neighbour.position.next = held.position.next
      try state.positions.write(neighbour.position, at: neighbour.index)
    } else {
      account.firstPosition = held.position.next
      try state.accounts.write(account, at: id.index)
    }
    var free = Position()
    free.next = state.firstFreePosition
    try state.positions.write(free, at: held.index)
    state.firstFreePosition = Link(held.index)
  }

  /// The last of the account's positions before `market`, and what follows it.
  private func place(
    before market: MarketID, in account: Account
  ) throws(StateAccessError) -> (neighbour: HeldPosition?, next: Link) {
    var neighbour: HeldPosition?
    var walk = PositionWalk(of: account)
    while let held = try walk.next(in: state) {
      if held.position.market >= market { return (neighbour, Link(held.index)) }
      neighbour = held
    }
    return (neighbour, .none)
  }

  private mutating func takePositionSlot() throws(StateAccessError) -> UInt64 {
    if let index = state.firstFreePosition.index {
      state.firstFreePosition = try state.positions.read(index).next
      return index
    }
    guard state.positions.count < Link.placeLimit else { throw .contradictory("there are more positions than links") }
    return try state.positions.append(Position())
  }
}

extension State {
  /// What the account is worth, and what it must be worth.
  public func risk(of id: AccountID) throws(StateAccessError) -> AccountRisk {
    try risk(of: try accounts.read(id.index), without: nil)
  }

  /// The same, as if the position at `excluded` did not exist.
  func risk(of account: Account, without excluded: UInt64?) throws(StateAccessError) -> AccountRisk {
    var risk = AccountRisk(cash: account.cash)
    risk.add(account.collateral, parameters.collateral, at: collateral.price)
    var walk = PositionWalk(of: account)
    while let held = try walk.next(in: self) {
      if held.index != excluded { try count(held.position, into: &risk) }
    }
    return risk
  }

  func count(_ position: Position, into risk: inout AccountRisk) throws(StateAccessError) {
    let market = try markets.read(position.market.index)
    if !position.size.isZero { _ = try market.markOfOpenPosition() }
    risk.add(position, try rules.read(position.market.index), market)
  }
}

extension Market {
  /// The mark of a market in which somebody holds a position.
  ///
  /// - Throws: `StateAccessError.contradictory` where there is none.
  func markOfOpenPosition() throws(StateAccessError) -> Price {
    guard let mark else { throw .contradictory("a position is open in a market that never had a price") }
    return mark
  }
}
