import Ledger
import Units

/// What both sides pay for a trade, and who receives it. All in whole atoms, so that the parts sum exactly:
/// `taker + maker = vault + insurance`.
public struct TradingFees: Equatable, Sendable {
  /// What the taker pays: `ceil(notional × takerFee)`.
  public let taker: Notional
  /// What the maker pays, rounded up; negative: what it receives, rounded down.
  public let maker: Notional
  /// `floor((taker + maker) × share)`.
  public let insurance: Notional
  public let vault: Notional

  /// A liquidated taker pays nothing, and then nobody pays a maker's rebate either. (dYdX v4: the liquidated side pays no
  /// trading fee, and maker rebates are not paid on liquidations.)
  ///
  /// Together the two sides never pay less than nothing: the rate of a rebate is at most the taker's, and is rounded
  /// down where the taker's is rounded up. Widths: a notional has 84 bits, a rate 20.
  public init(on notional: Notional, _ rules: MarketRules, insuranceShare: Rate, isLiquidation: Bool) {
    taker = isLiquidation ? .zero : rules.takerFee.share(of: notional).notional(rounding: .up)
    let makerShare = MicroAtoms(rawValue: notional.atoms * Int128(rules.makerFeePartsPerMillion))
    let charged = makerShare.notional(rounding: .up)
    maker = isLiquidation ? max(charged, .zero) : charged
    let net = taker.adding(maker)
    insurance = insuranceShare.share(of: net).notional(rounding: .down)
    vault = net.subtracting(insurance)
  }
}
