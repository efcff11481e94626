import JSON
import Ledger
import Matching
import Merkle
import SSZ
import Units

/// One market, as the exchange sees it now.
struct MarketView {
  let state: State
  let id: MarketID

  var json: JSONValue {
    let (rules, market) = state.known { state throws(StateAccessError) in
      (try state.rules.read(id.index), try state.markets.read(id.index))
    }
    let units = MarketUnits(rules)
    let book = state.books[known: Int(id.rawValue)]
    let (bid, ask) = state.known { _ throws(StateAccessError) in
      (try book.bestTick(of: .buy), try book.bestTick(of: .sell))
    }
    return [
      "id": .count(id.rawValue), "symbol": .string(rules.name),
      "mark": market.mark.map { .string(units.price(atomsPerLot: $0.atomsPerLot)) } ?? .null,
      "markTimeMs": .count(market.markTimeMs),
      "markState": .string("\(state.parameters.markState(of: market, at: state.clock.timestampMs))"),
      "bestBid": bid.map { .string(units.price(tick: $0)) } ?? .null,
      "bestAsk": ask.map { .string(units.price(tick: $0)) } ?? .null,
      "openInterest": .string(units.size(market.longs)),
      "openOrders": .count(book.openOrderCount),
      "takerFee": .string(rules.takerFee.text),
      "makerFee": .string(Decimal.format(Int128(rules.makerFeePartsPerMillion), decimals: 6)),
      "funding": funding(rules, market),
      "tick": .string(units.tick), "lot": .string(units.lot),
      "tickAtomsPerLot": .count(rules.tickAtomsPerLot), "lotDecimals": .count(rules.lotDecimals),
      "minimum": .string(units.size(rules.orderMinimum)), "maximum": .string(units.size(rules.orderMaximum)),
      "tiers": .array(
        rules.tiers.elements.prefix(Int(rules.tierCount)).enumerated().map { index, tier in
          [
            "upTo": index == Int(rules.tierCount) - 1 ? .null : .usdc(tier.upTo),
            "initial": .string(tier.initial.text), "maintenance": .string(tier.maintenance.text),
            "closeOut": .string(tier.closeOut.text),
          ]
        }),
    ]
  }

  /// Null where there is none. `index` is what a long has paid for a unit of the base asset since the genesis.
  private func funding(_ rules: MarketRules, _ market: Market) -> JSONValue {
    guard rules.funding.intervalMs > 0 else { return .null }
    let mean = market.premiumCount == 0 ? 0 : market.premiumSum / Int64(market.premiumCount)
    return [
      "intervalMs": .count(rules.funding.intervalMs), "lastMs": .count(market.fundingTimeMs),
      "index": .string(
        Decimal.format(market.fundingIndex.rawValue, decimals: Decimal.microDecimals - Int(rules.lotDecimals))),
      "premium": .string(Decimal.format(Int128(mean), decimals: 6)), "samples": .count(market.premiumCount),
    ]
  }
}
