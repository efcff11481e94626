import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport
import Units

/// A machine full of accounts that nobody traded for: cash, debts, collateral and positions at random.
struct ExitWorld {
  /// What was written about an account, in plain numbers, and what follows from it in the plainest way.
  struct Plan {
    var recipient = Address.zero
    var cash: Int128 = 0
    var lots: Int128 = 0
    /// Of open positions, in micro-atoms each.
    var worths: [Int128] = []
  }

  private(set) var machine: Machine
  private(set) var plans: [Plan] = []
  let price: Int128
  let discount: Int128
  private var random: SplitMix64
  private var marks: [(mark: UInt64, funding: Int128, loss: Int128)] = []

  init(seed: UInt64, accounts: Int = 40) throws {
    random = SplitMix64(seed: seed)
    discount = Int128.random(in: 0...200_000, using: &random)
    price = random.oneIn(5) ? 0 : .random(in: 1...5_000, using: &random)
    var state = try Self.state(markets: .random(in: 1...8, using: &random))
    machine = Machine(genesis: state, rules: TestRollup.rules)
    state.parameters.collateral.conversionDiscount = Rate(partsPerMillion: UInt32(discount))
    state.collateral.atomsPerLot = UInt64(price)
    try setMarks(&state)
    for _ in 0..<accounts { try addAccount(&state) }
    // As behind some entry, so that there is something to get wrong.
    var derivation = Derivation()
    (derivation.batchCount, derivation.epoch) = (random.next() >> 8, random.next() >> 8)
    machine = Machine(derivation, Execution(state: state), rules: TestRollup.rules)
  }

  private static func state(markets count: Int) throws -> State {
    var genesis = Genesis()
    genesis.parameters.publisherCount = 1
    genesis.parameters.publishers[0] = TestRollup.key(9).address
    genesis.parameters.quorum = 1
    genesis.parameters.collateral.symbol = Bytes32([87] + [UInt8](repeating: 0, count: 31))
    genesis.parameters.collateral.initialHaircut = Rate(partsPerMillion: 300_000)
    genesis.parameters.collateral.maintenanceHaircut = Rate(partsPerMillion: 200_000)
    genesis.markets = try BoundedList((0..<count).map { TestRollup.market(feed: UInt16($0)) })
    return try genesis.state()
  }

  private mutating func setMarks(_ state: inout State) throws {
    for index in 0..<state.markets.count {
      var market = Market()
      market.markAtomsPerLot = .random(in: 1...2_000_000, using: &random)
      market.fundingIndex = MicroAtoms(rawValue: .random(in: -1_000_000_000...1_000_000_000, using: &random))
      market.lossIndex = MicroAtoms(rawValue: .random(in: 0...1_000_000_000, using: &random))
      try state.markets.write(market, at: index)
      marks.append((market.markAtomsPerLot, market.fundingIndex.rawValue, market.lossIndex.rawValue))
    }
  }

  private mutating func addAccount(_ state: inout State) throws {
    let id = AccountID(UInt32(state.accounts.count))
    var (plan, owner, account) = (Plan(), Owner(), Account())
    plan.recipient = Address(random.bytes(20))
    plan.cash = .random(in: -2_000_000...4_000_000, using: &random)
    plan.lots = random.oneIn(2) ? 0 : .random(in: 1...2_000, using: &random)
    (owner.address, owner.firstAccount) = (plan.recipient, id)
    account.owner = OwnerID(UInt32(try state.owners.append(owner)))
    (account.cash, account.collateral) = (Notional(atoms: plan.cash), Quantity(lots: UInt64(plan.lots)))
    let markets = (0..<state.markets.count).filter { _ in random.oneIn(3) }
    for market in markets.reversed() {
      account.firstPosition = try addPosition(in: market, of: id, &plan, &account, &state)
    }
    _ = try state.accounts.append(account)
    plans.append(plan)
  }

  private mutating func addPosition(
    in market: UInt64, of id: AccountID, _ plan: inout Plan, _ account: inout Account, _ state: inout State
  ) throws -> Link {
    let (mark, funding, loss) = marks[Int(market)]
    let size = random.oneIn(4) ? 0 : Int64.random(in: -50...50, using: &random)
    var position = Position()
    (position.account, position.market, position.next) = (id, MarketID(UInt32(market)), account.firstPosition)
    position.size = SignedQuantity(lots: size)
    let cost = Int128(size) * Int128(mark) * .random(in: 70...130, using: &random) / 100
    position.cost = Notional(atoms: cost)
    let paid = Int128.random(in: -1_000_000_000...1_000_000_000, using: &random)
    let lost = Int128.random(in: 0...loss, using: &random)
    (position.fundingIndex, position.lossIndex) = (MicroAtoms(rawValue: paid), MicroAtoms(rawValue: lost))
    position.openBuys = Quantity(lots: .random(in: 0...9, using: &random))
    if size != 0 {
      let carry = Int128(size) * (funding - paid) + Int128(size.magnitude) * (loss - lost)
      plan.worths.append((Int128(size) * Int128(mark) - cost) * 1_000_000 - carry)
    }
    return Link(try state.positions.append(position))
  }
}

extension ExitWorld {
  /// Accounts in the order of their plans; those of the exchange come before.
  var accounts: [AccountID] { plans.indices.map { AccountID(UInt32($0 + Owner.Reserved.allCases.count)) } }

  /// What an account may take out, by its plan.
  func value(of plan: Plan) -> ExitValue {
    let micro = plan.cash * 1_000_000 + plan.worths.reduce(0, +)
    var (atoms, lots) = (max(micro, 0) / 1_000_000, plan.lots)
    if micro < 0 {
      let proceeds = price * (1_000_000 - discount)
      atoms = 0
      // One lot after the other, until the debt is paid.
      var debt = -micro
      while debt > 0, lots > 0 {
        lots -= 1
        if proceeds > 0 { debt -= proceeds }
      }
    }
    return ExitValue(recipient: plan.recipient, atoms: UInt64(atoms), lots: UInt64(lots))
  }

  var root: Bytes32 {
    var copy = machine
    return copy.root()
  }

  /// The same machine with something else in its state.
  func changed(_ change: (inout State) throws -> Void) throws -> Machine {
    var execution = machine.execution
    try change(&execution.state)
    return Machine(machine.derivation, execution, rules: TestRollup.rules)
  }
}
