import Ledger
import Units

/// What an account takes along when everything ends at once: positions are closed at their marks, and debts are paid.
///
/// A debt in quote is paid with collateral, at the price at which a liquidation would sell it:
/// `⌈debt / (price × (1 − discount))⌉` lots, or all of them where they do not suffice or nobody has priced them. What is
/// missing then is lost to others, as after a liquidation.
public struct FinalSettlement: Equatable, Sendable {
  /// Never negative. Rounded down.
  public let cash: Notional
  public let collateral: Quantity

  /// - Parameters:
  ///   - equity: cash and what positions are worth, without collateral.
  ///   - price: of a lot of collateral; nil before it has one.
  public init(_ equity: MicroAtoms, _ collateral: Quantity, _ rules: CollateralRules, at price: Price?) {
    cash = max(equity.notional(rounding: .down), .zero)
    guard equity < .zero else {
      self.collateral = collateral
      return
    }
    let proceeds = price.map { rules.proceeds(at: $0).rawValue } ?? 0
    guard proceeds > 0 else {
      self.collateral = .zero
      return
    }
    let sold = (-equity.rawValue).divided(by: proceeds, rounding: .up)
    self.collateral = Quantity(lots: collateral.lots - UInt64(min(sold, Int128(collateral.lots))))
  }
}

extension CollateralRules {
  /// What a liquidation gets for a lot: `price × (1 − discount)`, exact.
  func proceeds(at price: Price) -> MicroAtoms {
    let share = Int128(Rate.one.partsPerMillion) - Int128(conversionDiscount.partsPerMillion)
    return MicroAtoms(rawValue: Int128(price.atomsPerLot) * share)
  }
}
