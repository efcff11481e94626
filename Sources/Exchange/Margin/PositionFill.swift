import Ledger
import Units

/// What a trade does to one side of it. A plan: nothing has happened yet.
public struct PositionFill: Equatable, Sendable {
  /// The position afterwards, its funding and its share of socialised losses settled.
  public let position: Position
  /// What is added to the account's cash: realised profit, less what funding and losses cost.
  public let cashChange: Notional
  /// Funding that was due, and what of socialised losses.
  public let funding: CarryPayment
  public let loss: CarryPayment

  /// `quantity` traded on `side` at `price`; zero of it only settles.
  ///
  /// A reduction releases cost in proportion: `cost' = floor(cost × |size'| / |size|)`, and cash takes proceeds less
  /// what was released, so that `cash − cost` changes by exactly the traded notional however it was rounded.
  /// Funding and losses are settled for the size before the trade, each in whole atoms (`CarryPayment`); what their
  /// rounding leaves over, less than two atoms together, is the market's residue.
  ///
  /// Widths: |cost| < 2^84, |size| < 2^40, so the product fits 124 bits.
  public init(_ before: Position, in market: Market, _ side: Side, _ quantity: Quantity, at price: Price) {
    funding = CarryPayment(before.unsettledFunding(at: market.fundingIndex))
    loss = CarryPayment(before.unsettledLoss(at: market.lossIndex))

    var after = before
    after.fundingIndex = market.fundingIndex
    after.lossIndex = market.lossIndex
    let trade = quantity.signed(side)
    after.size = before.size.adding(trade)
    let value = price.value(of: trade)
    let isReduction = before.size.side == side.opposite
    let cash: Notional
    if !isReduction {
      after.cost = before.cost.adding(value)
      cash = .zero
    } else if after.size.side == side {
      // Through zero: all of the old position is closed, the rest opens a new one at this price.
      after.cost = price.value(of: after.size)
      cash = price.value(of: before.size).subtracting(before.cost)
    } else {
      let kept = before.cost.atoms * Int128(after.size.magnitude.lots)
      after.cost = Notional(atoms: kept.divided(by: Int128(before.size.magnitude.lots), rounding: .down))
      cash = value.negated.subtracting(before.cost.subtracting(after.cost))
    }
    position = after
    cashChange = cash.subtracting(funding.paid).subtracting(loss.paid)
  }

  public var residue: MicroAtoms { funding.residue.adding(loss.residue) }
}
