import Ledger
import Margin
import SSZ
import TestSupport
import Testing
import Units

/// The rules of an explanation, on accounts of every kind of health.
@Suite struct `The explanation of an account` {
  private struct Sample {
    let account: Account
    let held: [(position: Position, rules: MarketRules, market: Market)]
    let explanation: AccountExplanation

    init(_ account: Account, _ held: [(position: Position, rules: MarketRules, market: Market)]) {
      (self.account, self.held) = (account, held)
      explanation = AccountExplanation(account, held, collateral: CollateralRules(), at: nil)
    }

    init(_ random: inout SplitMix64) {
      var account = Account()
      account.cash = Notional(atoms: .random(in: -20_000...60_000, using: &random))
      self.init(
        account,
        (0..<Int.random(in: 1...3, using: &random)).map { number in
          let lots = Int64.random(in: -300...300, using: &random)
          let (cost, mark) = (Int64.random(in: 50...150, using: &random), UInt64.random(in: 50...150, using: &random))
          var position = Samples.position(lots, cost: Int128(lots * cost))
          position.market = MarketID(UInt32(number))
          return (position, Samples.rules(), Samples.market(mark: mark, lossIndex: 3, fundingIndex: -7_000_000))
        })
    }

    func deposited(_ amount: Notional) -> AccountExplanation {
      var account = account
      account.cash = account.cash.adding(amount)
      return Sample(account, held).explanation
    }
  }

  private static func samples(seed: UInt64) -> [Sample] {
    var random = SplitMix64(seed: seed)
    return (0..<400).map { _ in Sample(&random) }
  }

  @Test(arguments: Seeds.all)
  func `adds up to the equity and the requirement that decide`(seed: UInt64) {
    for sample in Self.samples(seed: seed) {
      var risk = AccountRisk(cash: sample.account.cash)
      for held in sample.held { risk.add(held.position, held.rules, held.market) }
      #expect(sample.explanation.risk == risk)
      var equity = MicroAtoms(sample.explanation.cash).adding(sample.explanation.collateralCounted)
      var maintenance = MicroAtoms.zero
      for part in sample.explanation.parts {
        equity = equity.adding(MicroAtoms(part.profit)).subtracting(part.fundingOwed).subtracting(part.lossOwed)
        maintenance = maintenance.adding(part.requirement.maintenance)
      }
      #expect(equity == risk.equity && maintenance == risk.requirement.maintenance)
    }
  }

  @Test(arguments: Seeds.all)
  func `names the smallest deposit that makes each comparison hold`(seed: UInt64) {
    var failed = 0
    for sample in Self.samples(seed: seed) {
      for (place, comparison) in sample.explanation.comparisons.enumerated() where !comparison.holds {
        failed += 1
        #expect(sample.deposited(comparison.deposit).comparisons[place].holds)
        let less = comparison.deposit.subtracting(Notional(atoms: 1))
        #expect(!sample.deposited(less).comparisons[place].holds)
      }
    }
    #expect(failed > 100)
  }

  @Test(arguments: Seeds.all)
  func `names the first mark at which the account would be liquidated`(seed: UInt64) throws {
    var found = 0
    for sample in Self.samples(seed: seed) {
      for part in sample.explanation.parts {
        guard let price = part.liquidationPrice else { continue }
        found += 1
        let place = Int(part.position.market.rawValue)
        func isHealthy(at atoms: UInt64) -> Bool {
          var held = sample.held
          held[place].market.markAtomsPerLot = atoms
          return Sample(sample.account, held).explanation.risk.isAtOrAboveMaintenance
        }
        #expect(!isHealthy(at: price.atomsPerLot))
        #expect(isHealthy(at: part.position.size.side == .buy ? price.atomsPerLot + 1 : price.atomsPerLot - 1))
      }
    }
    #expect(found > 100)
  }

  @Test(arguments: Seeds.all)
  func `names a trade that would cure it, of which one lot less would not`(seed: UInt64) throws {
    var cured = 0
    for sample in Self.samples(seed: seed) {
      guard let cure = sample.explanation.cure else { continue }
      #expect(!sample.explanation.risk.isAtOrAboveMaintenance)
      cured += 1
      func isCured(by quantity: UInt64) -> Bool {
        var (account, held) = (sample.account, sample.held)
        let place = Int(cure.market.rawValue)
        let fill = PositionFill(
          held[place].position, in: held[place].market, cure.side, Quantity(lots: quantity),
          at: Samples.price(held[place].market.markAtomsPerLot))
        account.cash = account.cash.adding(fill.cashChange)
        held[place].position = fill.position
        return Sample(account, held).explanation.risk.isAtOrAboveMaintenance
      }
      #expect(isCured(by: cure.quantity.lots))
      #expect(cure.quantity.lots == 1 || !isCured(by: cure.quantity.lots - 1))
    }
    #expect(cured > 2)
  }
}
