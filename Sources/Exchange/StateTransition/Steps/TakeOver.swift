import Ledger
import Margin
import Merkle
import Units

extension Execution {
  /// The insurance takes one position over at its zero price, with the equity that supported it, if it can bear it:
  /// afterwards it has its initial margin, or runs no more risk than before. What it cannot bear is left for the winners
  /// of the other side.
  mutating func takeOverNext(into journal: inout Journal) throws(StateAccessError) {
    guard let index = work.position.index else {
      if try hasPositions(work.account) { return try requeue(for: .deleverage, into: &journal) }
      work.rung = .settle
      return
    }
    let held = HeldPosition(index: index, position: try state.positions.read(index))
    work.position = held.position.next
    guard let side = held.position.size.side, let price = try zeroPrice(of: held) else { return }
    let insurance = try openPosition(of: Owner.Reserved.insurance.account, in: held.position.market)
    let taking = try plan(insurance, side, held.position.size.magnitude, at: price)
    guard taking.isPermitted else { return try closeIfUnused(insurance) }
    try takeOver(held, side, taking, at: price, into: &journal)
  }

  /// The insurance takes a position over that nobody else can be made to take, whatever that does to it.
  mutating func takeOverAnyway(
    _ held: HeldPosition, _ side: Side, at mark: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    let insurance = try openPosition(of: Owner.Reserved.insurance.account, in: held.position.market)
    let taking = try plan(insurance, side, held.position.size.magnitude, at: mark)
    try takeOver(held, side, taking, at: mark, into: &journal)
  }

  private mutating func takeOver(
    _ held: HeldPosition, _ side: Side, _ taking: PlannedFill, at price: Price, into journal: inout Journal
  ) throws(StateAccessError) {
    let quantity = held.position.size.magnitude
    work.lossMarket = Link(held.position.market.index)
    emit(.takenOver(work.account, side, in: held.position.market, quantity, at: price), into: &journal)
    let closing = try plan(held, side.opposite, quantity, at: price)
    try carryOut(closing, as: closing.fill.position, into: &journal)
    try carryOut(taking, as: taking.fill.position, into: &journal)
    try closeIfUnused(HeldPosition(index: held.index, position: closing.fill.position))
    try closeIfUnused(HeldPosition(index: taking.index, position: taking.fill.position))
  }

  /// The price at which the account loses what equity this position supports; nil without a mark.
  func zeroPrice(of held: HeldPosition) throws(StateAccessError) -> Price? {
    let id = held.position.market.index
    guard let mark = try state.markets.read(id).mark else { return nil }
    return LiquidationLimit.zeroPrice(
      closing: held.position, of: try state.risk(of: work.account), rules: try state.rules.read(id), mark: mark)
  }

  private func hasPositions(_ id: AccountID) throws(StateAccessError) -> Bool {
    var walk = PositionWalk(of: try state.accounts.read(id.index))
    while let held = try walk.next(in: state) {
      if !held.position.size.isZero { return true }
    }
    return false
  }
}
