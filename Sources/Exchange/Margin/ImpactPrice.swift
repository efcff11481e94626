import Ledger
import Units

/// What an order for a given notional would trade at against one side of a book: level after level is taken, best
/// first, and of the last one only what is missing.
///
/// The average price is `notional / lots`, an exact fraction. (dYdX v4, "impact price".)
public struct ImpactPrice: Equatable, Sendable {
  public let target: Notional
  public private(set) var lots: Quantity
  public private(set) var notional: Notional

  /// How many levels of a side may be taken: a book that needs more counts as too thin. So sampling is bounded, in
  /// whatever crumbs somebody lays a market's orders out.
  public static let levelLimit: UInt32 = 256

  /// - Parameters:
  ///   - target: positive, below 2^64.
  ///   - lots: what better levels gave already, and `notional` what that is worth.
  public init(of target: Notional, lots: Quantity = .zero, notional: Notional = .zero) {
    (self.target, self.lots, self.notional) = (target, lots, notional)
  }

  public var isComplete: Bool { notional >= target }

  /// Takes up to `quantity` at `price`: as many lots as are still missing, the last one whole.
  ///
  /// A lot is worth an atom or more, so there are never more lots than atoms in `target`, and they fit 64 bits.
  public mutating func take(_ quantity: Quantity, at price: Price) {
    guard !isComplete else { return }
    let missing = target.subtracting(notional).atoms.divided(by: Int128(price.atomsPerLot), rounding: .up)
    let taken = Quantity(lots: UInt64(min(missing, Int128(quantity.lots))))
    lots = lots.adding(taken)
    notional = notional.adding(price.notional(of: taken))
  }

  /// How far the average lies above `mark`, micro-atoms a lot, rounded down; zero if it does not.
  ///
  /// - Precondition: something was taken.
  public func excess(over mark: Price) -> MicroAtoms {
    let average = MicroAtoms(notional).rawValue.divided(by: Int128(lots.lots), rounding: .down)
    return MicroAtoms(rawValue: max(0, average - Int128(mark.atomsPerLot) * MicroAtoms.perAtom))
  }

  /// How far the average lies below `mark`, micro-atoms a lot, rounded down; zero if it does not.
  ///
  /// - Precondition: something was taken.
  public func shortfall(below mark: Price) -> MicroAtoms {
    let average = MicroAtoms(notional).rawValue.divided(by: Int128(lots.lots), rounding: .up)
    return MicroAtoms(rawValue: max(0, Int128(mark.atomsPerLot) * MicroAtoms.perAtom - average))
  }
}
