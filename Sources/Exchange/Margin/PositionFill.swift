import Ledger
import Units

/// What a trade does to one side of it. A plan: nothing has happened yet.
public struct PositionFill: Equatable, Sendable {
  /// The position afterwards, its share of socialised losses paid.
  public let position: Position
  /// What is added to the account's cash: realised profit, less socialised losses.
  public let cashChange: Notional
  /// Socialised losses that were due, exactly, and what rounding them up to atoms left over.
  public let lossSettled: MicroAtoms
  public let residue: MicroAtoms

  /// `quantity` traded on `side` at `price`.
  ///
  /// A reduction releases cost in proportion: `cost' = floor(cost × |size'| / |size|)`, and cash takes proceeds less
  /// what was released, so that `cash − cost` changes by exactly the traded notional however it was rounded.
  /// Socialised losses round up: the payer pays the whole atom, the difference is residue.
  ///
  /// Widths: |cost| < 2^84, |size| < 2^40, so the product fits 124 bits.
  public init(
    _ before: Position, lossIndex: MicroAtoms, _ side: Side, _ quantity: Quantity, at price: Price
  ) {
    lossSettled = before.unsettledLoss(at: lossIndex)
    let lossPaid = lossSettled.notional(rounding: .up)
    residue = MicroAtoms(lossPaid).subtracting(lossSettled)

    var after = before
    after.lossIndex = lossIndex
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
    cashChange = cash.subtracting(lossPaid)
  }
}
