import Ledger
import SSZ
import Units

/// What an account must have for a set of positions. Exact: nothing is rounded before it is compared.
public struct Requirement: Equatable, Sendable {
  /// To open or enlarge.
  public var initial = MicroAtoms.zero
  /// To be left alone.
  public var maintenance = MicroAtoms.zero
  /// Below it the insurance takes over what the book does not.
  public var closeOut = MicroAtoms.zero

  public init() {}

  public func adding(_ other: Requirement) -> Requirement {
    var sum = self
    sum.initial = initial.adding(other.initial)
    sum.maintenance = maintenance.adding(other.maintenance)
    sum.closeOut = closeOut.adding(other.closeOut)
    return sum
  }
}

extension MarketRules {
  /// The requirement for `quantity` at `mark`: `Σ over tiers (part of the notional in the tier × rate)`.
  ///
  /// Progressive, like tax brackets, hence continuous in price and size.
  public func requirement(for quantity: Quantity, at mark: Price) -> Requirement {
    let notional = mark.notional(of: quantity)
    var requirement = Requirement()
    var lower = Notional.zero
    for position in 0..<Int(tierCount) where lower < notional {
      let tier = tiers[position]
      let isLast = position == Int(tierCount) - 1
      let upper = isLast ? notional : min(tier.upTo, notional)
      let part = upper.subtracting(lower)
      requirement.initial = requirement.initial.adding(tier.initial.share(of: part))
      requirement.maintenance = requirement.maintenance.adding(tier.maintenance.share(of: part))
      requirement.closeOut = requirement.closeOut.adding(tier.closeOut.share(of: part))
      lower = upper
    }
    return requirement
  }
}
