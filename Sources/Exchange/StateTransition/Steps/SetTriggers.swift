import Ledger
import Margin
import Matching
import Merkle
import Units

extension Execution {
  /// Begins to set the triggers of an account by what it fears, or to take them away if that is nothing.
  ///
  /// - Precondition: the account is at or above the requirement below which it has to be looked at.
  mutating func startSettingTriggers(
    of id: AccountID, _ account: Account, _ risk: AccountRisk
  ) throws(StateAccessError) {
    work.kind = .setTriggers
    work.account = id
    work.position = account.firstPosition
    work.headroom =
      switch try state.watch(of: id, account) {
      case .maintenance: risk.equity.subtracting(risk.requirement.maintenance)
      case .closeOut: risk.equity.subtracting(risk.requirement.closeOut)
      case .nothing: .zero
      }
    work.exposure = try state.exposure(of: account)
  }

  /// SET TRIGGERS: registers one of the account's positions under one kind of value, or ends with its collateral.
  mutating func setNextTrigger(into journal: inout Journal) throws(StateAccessError) {
    let account = try state.accounts.read(work.account.index)
    let watch = try state.watch(of: work.account, account)
    guard work.headroom >= .zero else { throw .contradictory("an account below maintenance waits for nothing") }
    let budget = TriggerBudget(headroom: work.headroom, exposure: work.exposure)
    guard let index = work.position.index, let kind = MarketQueues.Kind(rawValue: UInt64(work.operation)) else {
      try setCollateralTrigger(of: account, watch, budget)
      work = Work()
      return
    }
    let held = HeldPosition(index: index, position: try state.positions.read(index))
    try setTrigger(kind, of: held, watch, budget)
    work.operation += 1
    guard Int(work.operation) == MarketQueues.Kind.allCases.count else { return }
    work.operation = 0
    work.position = held.position.next
    try settle(held, watch)
  }

  /// All triggers of a position are set: it remembers whether it has any, and goes if nothing is left in it.
  private mutating func settle(_ held: HeldPosition, _ watch: Watch) throws(StateAccessError) {
    var held = held
    let hasTriggers = watch != .nothing && !held.position.size.isZero
    guard hasTriggers != held.position.hasTriggers else { return }
    held.position.hasTriggers = hasTriggers
    try state.positions.write(held.position, at: held.index)
    try closeIfUnused(held)
  }

  /// A trigger that is where it should be, and not hit, keeps its place; otherwise it is entered anew, as compared now.
  private mutating func setTrigger(
    _ kind: MarketQueues.Kind, of held: HeldPosition, _ watch: Watch, _ budget: TriggerBudget
  ) throws(StateAccessError) {
    let id = held.position.market
    let (rules, market) = (try state.rules.read(id.index), try state.markets.read(id.index))
    let old = try state.trigger(kind, of: held.index)
    let new = watch.needs(kind) ? Self.trigger(kind, of: held.position, budget, rules, market) : nil
    guard let new else {
      if old.isSet { try state.setTrigger(kind, of: held.index, in: id, to: nil) }
      return
    }
    guard old.key != new.key || old.tag != new.tag || Self.isHit(kind, old, rules, market) else { return }
    try state.setTrigger(kind, of: held.index, in: id, to: new)
  }

  /// Where a position should wait; nil where it need not.
  private static func trigger(
    _ kind: MarketQueues.Kind, of position: Position, _ budget: TriggerBudget, _ rules: MarketRules, _ market: Market
  ) -> Trigger? {
    guard let side = position.size.side, let mark = market.mark else { return nil }
    switch kind {
    case .price:
      return budget.price(of: side, mark: mark).map {
        Trigger(side, key: PriceKey.key(ofAtoms: $0), generation: market.priceGeneration)
      }
    case .carry:
      let limit = budget.carry(from: CarryKey.carry(of: side, market), mark: mark)
      return Trigger(side, key: CarryKey.key(of: limit, rules), generation: market.carryGeneration)
    case .entry:
      let entry = position.cost.atoms.magnitude / UInt128(position.size.magnitude.lots)
      return Trigger(side, key: PriceKey.key(ofAtoms: UInt64(clamping: entry)), generation: 0)
    }
  }

  /// Whether the value that a trigger waits for has been reached.
  private static func isHit(
    _ kind: MarketQueues.Kind, _ trigger: Trigger, _ rules: MarketRules, _ market: Market
  ) -> Bool {
    switch (kind, trigger.side) {
    case (.price, .buy): trigger.key >= PriceKey.key(ofAtoms: market.markAtomsPerLot)
    case (.price, .sell): trigger.key <= PriceKey.key(ofAtoms: market.markAtomsPerLot)
    case (.carry, let side): trigger.key <= CarryKey.key(of: CarryKey.carry(of: side, market), rules)
    case (.entry, _): false
    }
  }

  /// Collateral alone needs watching only where it stands for positions or for a debt.
  private mutating func setCollateralTrigger(
    of account: Account, _ watch: Watch, _ budget: TriggerBudget
  ) throws(StateAccessError) {
    let isNeeded =
      watch != .nothing && !account.collateral.isZero
      && (account.firstPosition != .none || account.cash < .zero)
    let old = try state.trigger(.collateral, of: work.account)
    guard isNeeded, let price = state.collateral.price, let limit = budget.price(of: .buy, mark: price) else {
      if old.isSet { try state.setTrigger(.collateral, of: work.account, to: nil) }
      return
    }
    let key = PriceKey.key(ofAtoms: limit)
    guard old.key != key || old.key >= PriceKey.key(of: price) else { return }
    try state.setTrigger(
      .collateral, of: work.account, to: Trigger(key: key, generation: state.collateral.generation))
  }
}
