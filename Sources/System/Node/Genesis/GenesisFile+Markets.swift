import Cryptography
import JSON
import Ledger
import SSZ
import Units

// One market, as a genesis file has it.
extension MarketRules {
  init(_ field: GenesisField, feed: UInt16) throws(GenesisFileError) {
    self.init()
    self.feed = feed
    symbol = try field["symbol"].symbol(limit: 16)
    lotDecimals = UInt8(try field["lotDecimals"].integer(in: 0...12))
    tickAtomsPerLot = UInt32(try field["tickAtomsPerLot"].integer(in: 1...1 << 20))
    let decimals = Int(lotDecimals)
    orderMinimum = Quantity(lots: try field["orderMinimum"].count(decimals))
    orderMaximum = Quantity(lots: try field["orderMaximum"].count(decimals))
    positionMaximum = Quantity(lots: try field["positionMaximum"].count(decimals))
    takerFee = try field["takerFee"].rate()
    makerFeePartsPerMillion = try field["makerFee"].signedRate()
    funding = try FundingRules(field["funding"])
    let tiers = try field["tiers"].elements(limit: 8)
    tierCount = UInt8(tiers.count)
    for (index, tier) in tiers.enumerated() {
      self.tiers[index] = MarginTier(
        upTo: Notional(atoms: try tier["upTo"].decimal(Decimal.quoteDecimals)), initial: try tier["initial"].rate(),
        maintenance: try tier["maintenance"].rate(), closeOut: try tier["closeOut"].rate())
    }
  }

  var json: JSONValue {
    let units = MarketUnits(self)
    return [
      "symbol": .string(name), "lotDecimals": .count(lotDecimals), "tickAtomsPerLot": .count(tickAtomsPerLot),
      "orderMinimum": .string(units.size(orderMinimum)), "orderMaximum": .string(units.size(orderMaximum)),
      "positionMaximum": .string(units.size(positionMaximum)), "takerFee": .string(takerFee.text),
      "makerFee": .string(Decimal.format(Int128(makerFeePartsPerMillion), decimals: 6)), "funding": funding.json,
      "tiers": .array(
        tiers.elements.prefix(Int(tierCount)).map { tier in
          [
            "upTo": .string(Decimal.format(tier.upTo)), "initial": .string(tier.initial.text),
            "maintenance": .string(tier.maintenance.text), "closeOut": .string(tier.closeOut.text),
          ]
        }),
    ]
  }
}

extension FundingRules {
  /// `null` for a market without funding.
  init(_ field: GenesisField) throws(GenesisFileError) {
    self.init()
    guard !field.isNull else { return }
    intervalMs = try field["intervalMs"].time(1...Self.periodLimitMs)
    sampleMs = try field["sampleMs"].time(1...Self.periodLimitMs)
    periodMs = try field["periodMs"].time(1...Self.periodLimitMs)
    impactNotional = Notional(atoms: try field["impactNotional"].decimal(Decimal.quoteDecimals))
    interestPartsPerMillion = try field["interest"].signedRate()
    clamp = try field["clamp"].rate()
    cap = try field["cap"].rate()
    let word = try field["missing"].string()
    guard let missing = Self.missingWords[word] else {
      throw field["missing"].error(Self.missingWords.all.alternatives)
    }
    self.missing = missing
  }

  /// A year.
  private static let periodLimitMs: Int64 = 31_536_000_000

  private static let missingWords = Words<MissingPremium>(["zero": .zero, "skip": .skip])

  var json: JSONValue {
    guard intervalMs > 0 else { return .null }
    return [
      "intervalMs": .count(intervalMs), "sampleMs": .count(sampleMs), "periodMs": .count(periodMs),
      "impactNotional": .string(Decimal.format(impactNotional)),
      "interest": .string(Decimal.format(Int128(interestPartsPerMillion), decimals: 6)), "clamp": .string(clamp.text),
      "cap": .string(cap.text), "missing": .string(Self.missingWords.word(for: missing)),
    ]
  }
}
