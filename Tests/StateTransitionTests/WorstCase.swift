import Ledger
import Margin
import Matching
import Merkle
import StateTransition
import Units

/// The worst that can happen to an account before anybody looks at it: every mark, carry and collateral price that it
/// fears stands at the last value at which its trigger is not hit, all of them at once.
///
/// `State.violation()` asks who is below maintenance now, or below close-out and waiting; this asks who could be and not
/// be found.
struct WorstCase {
  private(set) var risk: AccountRisk
  /// Whether a trigger is hit that was last compared with an older value: its account should have been looked at.
  private(set) var isOverdue = false

  /// - Parameter listed: which triggers stand in a queue; one that stands in none wakes nobody.
  init(of account: Account, _ id: AccountID, in state: State, listed: ListedTriggers) throws(StateAccessError) {
    risk = AccountRisk(cash: account.cash)
    let price = try worstCollateralPrice(for: id, in: state, listed)
    risk.add(account.collateral, state.parameters.collateral, at: price)
    var link = account.firstPosition
    while let index = link.index {
      let position = try state.positions.read(index)
      try add(position, at: index, in: state, listed)
      link = position.next
    }
  }

  private mutating func add(
    _ position: Position, at index: UInt64, in state: State, _ listed: ListedTriggers
  ) throws(StateAccessError) {
    guard let side = position.size.side else { return }
    let rules = try state.rules.read(position.market.index)
    var market = try state.markets.read(position.market.index)
    let price = try listed.trigger(.price, of: index, on: side, in: state)
    let mark = last(
      before: price, market.priceGeneration, from: Int128(market.markAtomsPerLot),
      to: side == .buy ? 1 : Int128(Price.limit) - 1
    ) { (atoms, trigger) in
      let key = PriceKey.key(ofAtoms: UInt64(atoms))
      return side == .buy ? key <= trigger.key : key >= trigger.key
    }
    let present = CarryKey.carry(of: side, market).rawValue
    let carry = last(
      before: try listed.trigger(.carry, of: index, on: side, in: state), market.carryGeneration, from: present,
      to: present + 1 << 80
    ) { (carry, trigger) in CarryKey.key(of: MicroAtoms(rawValue: carry), rules) >= trigger.key }
    let funding = MicroAtoms(rawValue: side == .buy ? carry - present : present - carry)
    market.markAtomsPerLot = UInt64(mark)
    market.fundingIndex = market.fundingIndex.adding(funding)
    risk.add(position, rules, market)
  }

  /// Whether the account's positions stand in line for deleveraging by their entry prices.
  static func isInLine(_ account: Account, in state: State, _ listed: ListedTriggers) throws(StateAccessError) -> Bool {
    var link = account.firstPosition
    while let index = link.index {
      let position = try state.positions.read(index)
      if let side = position.size.side {
        let entry = UInt64(position.cost.atoms.magnitude) / position.size.magnitude.lots
        guard let place = try listed.trigger(.entry, of: index, on: side, in: state),
          place.key == PriceKey.key(ofAtoms: entry)
        else { return false }
      }
      link = position.next
    }
    return true
  }

  private mutating func worstCollateralPrice(
    for id: AccountID, in state: State, _ listed: ListedTriggers
  ) throws(StateAccessError) -> Price? {
    guard let price = state.collateral.price else { return nil }
    let trigger = try listed.collateralTrigger(of: id, in: state)
    let atoms = last(before: trigger, state.collateral.generation, from: Int128(price.atomsPerLot), to: 1) {
      (atoms, trigger) in PriceKey.key(ofAtoms: UInt64(atoms)) <= trigger.key
    }
    return Price(atomsPerLot: UInt64(atoms))
  }

  /// The last value on the way from `present` to `end` at which `trigger` is not hit; `present` if it is hit there, which
  /// is in order where it was compared with that very value. Nothing stands in the way where there is no trigger.
  private mutating func last(
    before trigger: Trigger?, _ generation: UInt64, from present: Int128, to end: Int128,
    isHit: (Int128, Trigger) -> Bool
  ) -> Int128 {
    guard let trigger else { return end }
    guard !isHit(present, trigger) else {
      isOverdue = isOverdue || trigger.generation != generation
      return present
    }
    guard isHit(end, trigger) else { return end }
    var (safe, hit) = (present, end)
    while (hit - safe).magnitude > 1 {
      let middle = safe + (hit - safe) / 2
      if isHit(middle, trigger) { hit = middle } else { safe = middle }
    }
    return safe
  }
}

/// The triggers that stand in the queues of markets and of collateral, by the place where they are stored.
struct ListedTriggers {
  private var positions: Set<UInt64> = []
  private var accounts: Set<UInt64> = []
  /// What is wrong with a queue; nil unless there is a bug.
  private(set) var violation: String?

  init(in state: State) throws(StateAccessError) {
    for market in 0..<state.marketQueues.count {
      let queues = state.marketQueues[known: market]
      for kind in MarketQueues.Kind.allCases {
        for side in [Side.buy, .sell] {
          let places = TriggerPlaces(stride: 4, kind: kind.rawValue)
          let found = try queues[kind, side].violation(at: places, in: state.positionTriggers) { (number, trigger) in
            positions.insert(4 * number + kind.rawValue)
            return trigger.tag == side.rawValue ? nil : "position \(number) waits on the wrong side"
          }
          violation = violation ?? found
        }
      }
    }
    let kind = AccountQueues.Kind.collateral
    let places = TriggerPlaces(stride: 4, kind: kind.rawValue)
    let found = try state.accountQueues[kind].violation(at: places, in: state.accountTriggers) { (number, _) in
      accounts.insert(4 * number + kind.rawValue)
      return nil
    }
    violation = violation ?? found
  }

  func trigger(
    _ kind: MarketQueues.Kind, of position: UInt64, on side: Side, in state: State
  ) throws(StateAccessError) -> Trigger? {
    let place = 4 * position + kind.rawValue
    let trigger = Trigger(try state.positionTriggers.read(place))
    return positions.contains(place) && trigger.tag == side.rawValue ? trigger : nil
  }

  func collateralTrigger(of account: AccountID, in state: State) throws(StateAccessError) -> Trigger? {
    let place = 4 * account.index + AccountQueues.Kind.collateral.rawValue
    return accounts.contains(place) ? Trigger(try state.accountTriggers.read(place)) : nil
  }
}

extension State {
  /// Whether somebody could fall unseen to where it must be acted upon: nil, unless there is a bug. O(everything).
  ///
  /// That is maintenance, and close-out for who waits in the liquidation queue. Whose turn there is due is looked at anyway,
  /// and who has changed since its triggers were set is looked at before any price is acted upon; all others have nothing
  /// but their triggers.
  func worstCaseViolation() throws(StateAccessError) -> String? {
    let listed = try ListedTriggers(in: self)
    if let violation = listed.violation { return violation }
    for (index, account) in accounts.known where !account.isTouched {
      let id = AccountID(UInt32(index))
      let (isWaiting, isInLine) = (try isWaiting(id), try WorstCase.isInLine(account, in: self, listed))
      guard Owner.Reserved(rawValue: id.rawValue) == nil, !account.isQueued || isWaiting else { continue }
      guard isInLine != account.isQueued else { return "account \(index) is in a wrong place for deleveraging" }
      let worst = try WorstCase(of: account, id, in: self, listed: listed)
      if worst.isOverdue { return "a trigger of account \(index) is hit, and nobody looked" }
      let requirement = worst.risk.requirement
      let (equity, needed) = (worst.risk.equity, account.isQueued ? requirement.closeOut : requirement.maintenance)
      guard equity >= needed else {
        return "account \(index) could fall to \(equity.rawValue) of \(needed.rawValue) unseen"
      }
    }
    return nil
  }

  /// Whether a queued account's time has not come.
  private func isWaiting(_ id: AccountID) throws(StateAccessError) -> Bool {
    let turn = Trigger(try accountTriggers.read(4 * id.index + AccountQueues.Kind.liquidation.rawValue))
    return turn.value > clock.timestampMs
  }
}
