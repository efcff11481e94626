import Ledger
import Margin
import TestSupport
import Testing
import Units

@Suite struct `Trading fees` {
  private func fees(
    _ notional: Int128, taker: UInt32, maker: Int64, share: UInt32 = 0, isLiquidation: Bool = false
  ) -> TradingFees {
    var rules = MarketRules()
    rules.takerFee = Rate(partsPerMillion: taker)
    rules.makerFeePartsPerMillion = maker
    return TradingFees(
      on: Notional(atoms: notional), rules, insuranceShare: Rate(partsPerMillion: share), isLiquidation: isLiquidation)
  }

  @Test(arguments: [
    (notional: 1_000_000, taker: 500, maker: 200, takerPays: 500, makerPays: 200),
    (notional: 1, taker: 500, maker: 200, takerPays: 1, makerPays: 1),  // One atom still owes one atom.
    (notional: 3_001, taker: 1_000, maker: -999, takerPays: 4, makerPays: -2),
    (notional: 1_000, taker: 1_000, maker: -1_000, takerPays: 1, makerPays: -1),
    (notional: 999, taker: 1_000, maker: -1_000, takerPays: 1, makerPays: 0),
    (notional: 1_000_000, taker: 0, maker: 0, takerPays: 0, makerPays: 0),
  ])
  func `are rounded against the payer, and rebates against the receiver`(
    row: (notional: Int128, taker: UInt32, maker: Int64, takerPays: Int128, makerPays: Int128)
  ) {
    let fees = fees(row.notional, taker: row.taker, maker: row.maker)
    #expect(fees.taker.atoms == row.takerPays)
    #expect(fees.maker.atoms == row.makerPays)
  }

  @Test func `go to the insurance by a share of both sides together, rounded down, and to the vault by the rest`() {
    let fees = fees(1_000_000, taker: 500, maker: -201, share: 333_333)
    #expect(fees.insurance.atoms == 99 && fees.vault.atoms == 200)
  }

  @Test func `are not the liquidated taker's, and no rebate is paid on a liquidation`() {
    let rebate = fees(1_000_000, taker: 500, maker: -200, share: 500_000, isLiquidation: true)
    #expect([rebate.taker, rebate.maker, rebate.insurance, rebate.vault] == [.zero, .zero, .zero, .zero])
    let charge = fees(1_000_000, taker: 500, maker: 200, share: 500_000, isLiquidation: true)
    #expect(charge.taker == .zero && charge.maker.atoms == 200 && charge.vault.atoms == 100)
  }

  @Test(arguments: Seeds.all)
  func `sum exactly, and leave nobody else out of pocket`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let taker = UInt32.random(in: 0...1_000_000, using: &random) >> UInt32.random(in: 0...19, using: &random)
      let notional = Int128.random(in: 0..<1 << 84, using: &random) >> Int128.random(in: 0...83, using: &random)
      let fees = fees(
        notional, taker: taker, maker: .random(in: -Int64(taker)...1_000_000, using: &random),
        share: .random(in: 0...1_000_000, using: &random), isLiquidation: random.oneIn(4))
      #expect(fees.taker.adding(fees.maker) == fees.vault.adding(fees.insurance))
      #expect(fees.vault >= .zero && fees.insurance >= .zero, "\(fees)")
    }
  }
}
