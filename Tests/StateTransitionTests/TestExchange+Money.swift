import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Units

extension TestExchange {
  /// One of a user's sub-accounts.
  func account(_ user: Int, sub: UInt8) throws -> AccountID {
    let owner = try execution.state.owners.read(owner(user).index)
    guard sub > 0, let directory = owner.directory.index,
      let place = try execution.state.directories.read(directory).accounts[Int(sub)].index
    else { return owner.firstAccount }
    return AccountID(UInt32(place))
  }

  func cash(of user: Int, sub: UInt8 = 0) throws -> Int128 {
    try execution.state.accounts.read(account(user, sub: sub).index).cash.atoms
  }

  func collateral(of user: Int, sub: UInt8 = 0) throws -> UInt64 {
    try execution.state.accounts.read(account(user, sub: sub).index).collateral.lots
  }

  /// The isolated account of `market` beside a user's sub-account 0.
  func isolated(of user: Int, in market: UInt64 = 0) throws -> Account? {
    var link = try account(at: user).nextIsolated
    while let index = link.index {
      let account = try execution.state.accounts.read(index)
      if account.isolatedMarket == Link(market) { return account }
      link = account.nextIsolated
    }
    return nil
  }

  /// Signs as the owner, for one of its sub-accounts.
  mutating func submit(_ action: Action, by user: Int, sub: UInt8) throws {
    var transaction = transaction(by: user, action)
    transaction.subAccount = sub
    try submit(item: execution.domain.sign(transaction, with: Self.key(user)).encoded())
  }

  /// A transfer to a user's sub-account.
  func transfer(
    _ amount: UInt64, of asset: Asset = .quote, to user: Int, sub: UInt8, _ change: (inout Transfer) -> Void = { _ in }
  ) -> Action {
    var transfer = Transfer()
    transfer.toOwner = owner(user)
    transfer.toAddress = Self.key(user).address
    transfer.toSubAccount = sub
    transfer.asset = asset
    transfer.amount = amount
    change(&transfer)
    return .transfer(transfer)
  }

  static func withdrawal(_ amount: UInt64, of asset: Asset = .quote) -> Action {
    var withdrawal = Withdraw()
    withdrawal.asset = asset
    withdrawal.amount = amount
    return .withdraw(withdrawal)
  }

  static func isolate(_ market: UInt16 = 0, with atoms: Int64 = 0) -> Action { mode(market, true, atoms) }

  static func join(_ market: UInt16 = 0) -> Action { mode(market, false, 0) }

  private static func mode(_ market: UInt16, _ isIsolated: Bool, _ atoms: Int64) -> Action {
    var mode = SetMarginMode()
    mode.market = market
    mode.isIsolated = isIsolated
    mode.cashAtoms = atoms
    return .setMarginMode(mode)
  }

  /// Lets WBTC stand in for USDC, in lots of 10^-2, with haircuts of 20 % and 10 %. Before the first block.
  mutating func enableCollateral() {
    var rules = CollateralRules()
    rules.symbol = Bytes32(Array("WBTC".utf8) + [UInt8](repeating: 0, count: 28))
    rules.lotDecimals = 2
    rules.initialHaircut = Rate(partsPerMillion: 200_000)
    rules.maintenanceHaircut = Rate(partsPerMillion: 100_000)
    execution.state.parameters.collateral = rules
  }

  /// As if its feed had said so, just now and for all time to come.
  mutating func setCollateralPrice(_ atomsPerLot: UInt64, timeMs: UInt64 = .max) {
    execution.state.collateral.atomsPerLot = atomsPerLot
    execution.state.collateral.timeMs = timeMs
  }

  mutating func deposit(lots: UInt64, by user: Int) throws {
    let deposit = Deposit(owner: owner(user), address: Self.key(user).address, asset: .collateral, amount: lots)
    try message(kind: InboxMessage.deposit, payload: deposit.encoded())
  }

  /// User 0 has a thousand lots of collateral, at one USDC, and no cash; users 1 and 2 have ten thousand USDC. One tier
  /// of 10 %.
  static func collateralised() throws -> TestExchange {
    var exchange = try TestExchange(tiers: flatTier)
    exchange.enableCollateral()
    exchange.setCollateralPrice(1_000_000)
    try exchange.deposit(lots: 1_000, by: 0)
    for user in 1...2 { try exchange.deposit(10_000_000_000, by: user) }
    try exchange.price(1_000_000, of: 0)
    try exchange.price(1_000_000, of: 1)
    try exchange.block()
    return exchange
  }
}
