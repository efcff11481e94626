import Cryptography
import Ledger
import Merkle
import SSZ
import Simulation
import Testing
import Units

@Suite struct `A population` {
  private func population(_ size: Int = 300, seed: UInt64 = 1) -> Population {
    Population(seed: seed, size: size, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner)
  }

  /// What `population` sends in `blockCount` blocks in which the state stands still but for its clock.
  private func items(_ population: Population, in state: State, blockCount: UInt64) -> [[ByteList<16_384>]] {
    var (population, state) = (population, state)
    return (0..<blockCount).map { block in
      state.clock.blockNumber = block
      return population.transactions(after: state)
    }
  }

  private func signed(_ items: [[ByteList<16_384>]]) throws -> [SignedTransaction] {
    try items.joined().map { try SignedTransaction.decoded($0.bytes) }
  }

  @Test func `sends what the exchange can take: signatures, nonces, ticks and lots`() throws {
    var state = try TestMarkets.state(with: population())
    var population = population()
    let domain = SigningDomain(state.parameters)
    var orderCount = 0
    for block in 0..<60 as Range<UInt64> {
      state.clock.blockNumber = block
      for item in try signed([population.transactions(after: state)]) {
        let transaction = item.transaction
        var owner = try state.owners.read(transaction.owner.index)
        try item.signature.checked().check(signer: owner.address, digest: domain.digest(of: transaction))
        try #require(owner.nonces.verdict(on: transaction.nonce) == .fresh)
        #expect(transaction.nonce == owner.nonces.next)
        owner.nonces.use(transaction.nonce)
        try state.owners.write(owner, at: transaction.owner.index)
        for order in transaction.action.withOperations.compactMap(\.placedOrder) {
          orderCount += 1
          let rules = try state.rules.read(UInt64(order.market))
          #expect((1..<MarketRules.tickLimit).contains(order.tick))
          #expect((rules.orderMinimum...rules.orderMaximum).contains(order.quantity))
        }
      }
    }
    #expect(orderCount > 100)
  }

  @Test func `sends the same bytes for the same seed, and others for another`() throws {
    let state = try TestMarkets.state(with: population())
    let first = items(population(), in: state, blockCount: 40)
    #expect(items(population(), in: state, blockCount: 40) == first)
    #expect(items(population(seed: 2), in: state, blockCount: 40) != first)
  }

  @Test func `goes on at any block as if it had been there all the time`() throws {
    let state = try TestMarkets.state(with: population())
    let whole = items(population(), in: state, blockCount: 40)
    var (late, resumed) = (population(), state)
    resumed.clock.blockNumber = 25
    #expect(late.transactions(after: resumed) == whole[25])
  }

  @Test func `does nothing else because one more agent is there`() throws {
    let state = try TestMarkets.state(with: population(201))
    let newcomer = TestMarkets.firstOwner.rawValue + 200
    let others = try signed(items(population(201), in: state, blockCount: 150))
    #expect(others.contains { $0.transaction.owner.rawValue == newcomer })
    let without = try signed(items(population(200), in: state, blockCount: 150))
    #expect(others.filter { $0.transaction.owner.rawValue != newcomer } == without)
  }

  @Test func `brings deposits in the order of owner numbers, each for its own key`() {
    let deposits = population(50).deposits
    #expect(deposits.map(\.owner.rawValue) == Array(4..<54))
    #expect(Set(deposits.map(\.address)).count == 50)
    #expect(deposits.allSatisfy { $0.amount >= 500_000_000 })
    #expect(population(50, seed: 9).deposits.map(\.address) == deposits.map(\.address))
  }

  @Test func `brings the collateral asset too where there is one, behind its own money`() {
    var collateral = CollateralRules()
    collateral.symbol = Bytes32(Array("WETH".utf8) + [UInt8](repeating: 0, count: 28))
    collateral.lotDecimals = 6
    let deposits = Population(
      seed: 1, size: 300, markets: TestMarkets.ids, firstOwner: TestMarkets.firstOwner, collateral: collateral
    ).deposits
    #expect(deposits.filter { $0.asset == .quote } == population().deposits)
    #expect((10...40).contains(deposits.count { $0.asset == .collateral }))
    for (index, deposit) in deposits.enumerated() where deposit.asset == .collateral {
      let money = deposits[index - 1]
      #expect(money.owner == deposit.owner && money.address == deposit.address && money.asset == .quote)
      // At 2,500 USDC a WETH, a millionth of it costs 2,500 atoms.
      #expect(deposit.amount == money.amount / 2_500)
    }
  }

  @Test func `waits for its deposits, and for prices`() throws {
    let state = try TestMarkets.state()
    #expect(items(population(), in: state, blockCount: 60).joined().isEmpty)
    let unpriced = try TestMarkets.state(with: population(), marks: [])
    #expect(items(population(), in: unpriced, blockCount: 60).joined().isEmpty)
  }

  @Test func `leaves alone what belongs to somebody else`() throws {
    var state = try TestMarkets.state(with: population(3))
    var owner = try state.owners.read(4)
    owner.address = .zero
    try state.owners.write(owner, at: 4)
    let owners = try signed(items(population(3), in: state, blockCount: 150)).map(\.transaction.owner.rawValue)
    #expect(Set(owners) == [5, 6])
  }

  @Test(
    arguments: [
      ("none", 0), ("small", 50), ("0", 0), ("2000", 2_000), ("100000", 100_000), ("100001", nil), ("-1", nil),
      ("many", nil), ("", nil),
    ] as [(String, Int?)])
  func `has the size that is named`(row: (text: String, size: Int?)) {
    #expect(Population.size(named: row.text) == row.size)
  }

  @Test func `of nobody, or without markets, sends nothing`() throws {
    let state = try TestMarkets.state(with: population(3))
    #expect(items(population(0), in: state, blockCount: 10).joined().isEmpty)
    let idle = Population(seed: 1, size: 5, markets: [], firstOwner: TestMarkets.firstOwner)
    #expect(idle.deposits.isEmpty)
  }
}
