import Ledger
import Margin
import Merkle
import StateTransition
import Testing
import Units

@Suite struct `The insurance` {
  @Test func `takes over below close-out, and not at it`() throws {
    // 106.2 − 900 × 0.1 = 16.2 = 2 % of 810
    var exchange = try TestExchange.leveraged(first: 106_200_000)
    #expect(try exchange.block(at: 900_000).events(.takenOver).isEmpty)
    #expect(try exchange.lots(of: 0) == 900)
    #expect(try exchange.block(at: 899_999).events(.takenOver).count == 1)
    #expect(try exchange.lots(of: 0) == 0)
  }

  @Test func `takes what found no buyer at the mark, with what the account has left`() throws {
    var exchange = try TestExchange.leveraged(insurance: 7_000_000)
    let journal = try exchange.block(at: 890_000)
    #expect(
      journal.kinds.filter { $0 != .priceAccepted } == [.liquidationBegan, .takenOver, .insuranceMoved])
    let taken = try #require(journal.events(.takenOver).first)
    #expect(taken.account == exchange.account(0) && taken.side == .buy && taken.quantity.lots == 900)
    #expect(taken.atomsPerLot == 890_000)
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: -1_000_000)])

    let account = try exchange.account(at: 0)
    #expect(account.cash == .zero && account.firstPosition == .none)
    let position = try #require(try exchange.position(of: Owner.Reserved.insurance.account))
    #expect(position.size.lots == 900 && position.cost == Notional(atoms: 801_000_000))
    #expect(try exchange.insurance().cash == Notional(atoms: 8_000_000))
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `takes over in every market`() throws {
    var exchange = try TestExchange.scene(insurance: 7_000_000)
    for market in [0, 1] as [UInt16] {
      try exchange.order(.sell, 450, at: 10_000, in: market, by: 1)
      try exchange.order(.buy, 450, at: 10_000, in: market, by: 0)
    }
    try exchange.block()
    let journal = try exchange.block(at: 800_000)
    #expect(journal.events(.takenOver).map(\.market.rawValue) == [0, 1])
    #expect(try exchange.account(at: 0) == .emptied(like: exchange.account(at: 0)))
    for market in [0, 1] as [UInt32] {
      #expect(try exchange.position(of: Owner.Reserved.insurance.account, in: market)?.size.lots == 450)
    }
  }

  @Test func `takes over only what the book does not`() throws {
    var exchange = try TestExchange.leveraged(insurance: 7_000_000)
    try exchange.order(.buy, 300, at: 8_900, by: 2)
    try exchange.block()
    let journal = try exchange.block(at: 890_000)
    #expect(journal.trades == [UserTrade(taker: 0, maker: 2, at: 890_000, 300)])
    #expect(journal.events(.takenOver).map(\.quantity.lots) == [600])
  }

  @Test func `pays what the account owes, as far as it can`() throws {
    var exchange = try TestExchange.leveraged(insurance: 80_000_000)
    let journal = try exchange.block(at: 800_000)
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: 80_000_000)])
    #expect(journal.events(.lossSocialised).isEmpty)
    #expect(try exchange.insurance().cash == .zero)
    #expect(try exchange.account(at: 0).cash == .zero)
  }

  @Test func `leaves the rest to the other positions of the market, by size and to the atom`() throws {
    var exchange = try TestExchange.leveraged(insurance: 30_000_000)
    let journal = try exchange.block(at: 800_000)
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: 30_000_000)])
    let loss = try #require(journal.events(.lossSocialised).first)
    #expect(loss.amount == Notional(atoms: 50_000_000) && loss.account == exchange.account(0))

    // 50,000,000 atoms over the 900 lots of user 1: 55,555.555556 atoms a lot, 0.0004 atoms too much.
    let market = try exchange.execution.state.markets.read(0)
    #expect(market.lossIndex.rawValue == 55_555_555_556)
    #expect(market.residue.rawValue == 400)
    #expect(exchange.execution.state.totals.unsettledLoss.rawValue == 50_000_000_000_400)
    #expect(try exchange.insurance().cash == .zero)
    #expect(try exchange.execution.state.violation() == nil)
    #expect(journal.imbalance == .zero)
  }

  @Test func `does not pay a loss that it passes on`() throws {
    var exchange = try TestExchange.leveraged(insurance: 30_000_000)
    _ = try exchange.block(at: 800_000)
    let own = try #require(try exchange.position(of: Owner.Reserved.insurance.account))
    let market = try exchange.execution.state.markets.read(0)
    #expect(own.lossIndex == market.lossIndex)
    #expect(try exchange.execution.state.risk(of: Owner.Reserved.insurance.account).equity == .zero)
  }

  @Test func `is owed for by whoever holds a position then, and paid when it next trades`() throws {
    var exchange = try TestExchange.leveraged(insurance: 30_000_000)
    _ = try exchange.block(at: 800_000)
    // User 1 gained 180 and owes 50, and 0.0004 atoms.
    #expect(try exchange.equity(of: 1) == 10_180_000_000_000_000 - 50_000_000_000_400)
    try exchange.order(.sell, 900, at: 8_000, by: 2)
    try exchange.order(.buy, 900, at: 8_000, by: 1)
    let journal = try exchange.block()
    // It pays the broken atom; 999,600 and 400 millionths make the residue one atom.
    #expect(try exchange.account(at: 1).cash == Notional(atoms: 10_129_999_999))
    #expect(try exchange.execution.state.markets.read(0).residue.rawValue == 1_000_000)
    #expect(exchange.execution.state.totals.unsettledLoss == .zero)
    // User 2 came later, and owes nothing.
    #expect(try exchange.equity(of: 2) == 10_000_000_000_000_000)
    #expect(journal.imbalance == .zero)
    #expect(try exchange.execution.state.violation() == nil)
  }

  @Test func `bears the loss itself where nobody else holds a position`() throws {
    var exchange = try TestExchange.leveraged()
    // User 1's short goes to the insurance, as if it had been taken over.
    let place = Owner.Reserved.insurance.account.index
    var short = try #require(try exchange.position(of: exchange.account(1)))
    short.account = Owner.Reserved.insurance.account
    var (one, insurance) = (try exchange.account(at: 1), try exchange.insurance())
    insurance.firstPosition = one.firstPosition
    try exchange.execution.state.positions.write(short, at: try #require(one.firstPosition.index))
    one.firstPosition = .none
    try exchange.execution.state.accounts.write(one, at: exchange.account(1).index)
    try exchange.execution.state.accounts.write(insurance, at: place)
    // It gained 360 and owes 1,000, so it cannot pay the 260 that user 0 owes.
    insurance.cash = Notional(atoms: -1_000_000_000)
    try exchange.execution.state.accounts.write(insurance, at: place)
    exchange.execution.state.totals.cash = exchange.execution.state.totals.cash.adding(insurance.cash)
    exchange.execution.state.totals.withdrawn = insurance.cash.negated
    #expect(try exchange.execution.state.violation() == nil)

    let journal = try exchange.block(at: 600_000)
    #expect(journal.events(.lossSocialised).isEmpty)
    #expect(journal.events(.insuranceMoved).map(\.amount) == [Notional(atoms: 260_000_000)])
    #expect(try exchange.insurance().cash == Notional(atoms: -1_000_000_000 + 360_000_000 - 260_000_000))
    #expect(try exchange.insurance().firstPosition == .none)
    #expect(try exchange.execution.state.violation() == nil)
  }
}

extension Account {
  /// The same account, with nothing in it.
  static func emptied(like account: Account) -> Account {
    var empty = Account()
    empty.owner = account.owner
    return empty
  }
}
