import Ledger
import SSZ
import Units

/// How far prices and indices may move against an account before it could be below maintenance.
///
/// With H = equity − maintenance and N = Σ what its positions and collateral are worth (a short's maintenance with it,
/// which rises as the price does), let e = ¾ H/N and f = ¼ H/N. As long as no mark and no collateral price has moved
/// against the account by more than e of itself, and no carry by more than f of the mark, the loss is at most
/// (e + f) N = H. So each is registered where it would pass its bound, alone; what moves in the account's favour needs no
/// attention. Requirements are progressive, so their slope in price is at most the last tier's rate. (Idea and proof:
/// a stop order for the liquidation price, extended to cross margin.)
public struct TriggerBudget: Equatable, Sendable {
  /// H, micro-atoms. Not negative.
  public let headroom: MicroAtoms
  /// N, micro-atoms.
  public let exposure: MicroAtoms

  /// - Precondition: `headroom` is not negative.
  public init(headroom: MicroAtoms, exposure: MicroAtoms) {
    precondition(headroom >= .zero, "an account below maintenance waits for nothing")
    self.headroom = headroom
    self.exposure = exposure
  }

  /// The mark at which a position of `side` must be looked at; nil if no price could be that bad.
  ///
  /// A long: `mark − floor(mark × e)`, and it is looked at there and below; a short: `mark + floor(mark × e)`, there and
  /// above. Rounded toward the mark, which is early.
  public func price(of side: Side, mark: Price) -> UInt64? {
    let move = min(share(of: UInt128(mark.atomsPerLot), 3), UInt128(Price.limit))
    switch side {
    case .buy: return move < UInt128(mark.atomsPerLot) ? mark.atomsPerLot - UInt64(move) : nil
    case .sell: return UInt64(min(UInt128(mark.atomsPerLot) + move, UInt128(Price.limit - 1)))
    }
  }

  /// The carry of a lot at which a position must be looked at, there and above: `carry + floor(mark × f)`.
  public func carry(from present: MicroAtoms, mark: Price) -> MicroAtoms {
    let move = share(of: UInt128(mark.atomsPerLot) * UInt128(MicroAtoms.perAtom), 1)
    return present.adding(MicroAtoms(rawValue: Int128(min(move, UInt128(Int128.max >> 1)))))
  }

  /// `floor(amount × quarters × H / 4 N)`. The product has at most 64 + 2 + 127 bits, so it is taken in 256.
  private func share(of amount: UInt128, _ quarters: UInt128) -> UInt128 {
    let divisor = 4 * exposure.rawValue.magnitude
    guard divisor > 0 else { return .max }
    let product = (amount * quarters).multipliedFullWidth(by: headroom.rawValue.magnitude)
    guard product.high < divisor else { return .max }
    return divisor.dividingFullWidth(product).quotient
  }
}

extension MarketRules {
  /// What a position can lose of its account's headroom as a share of the price's own move, as worth: the notional, and
  /// for a short the maintenance that rises with it at the last tier's rate. Micro-atoms.
  public func exposure(of size: SignedQuantity, at mark: Price) -> MicroAtoms {
    let notional = MicroAtoms(mark.notional(of: size.magnitude))
    guard size.side == .sell, tierCount > 0 else { return notional }
    return notional.adding(tiers[Int(tierCount) - 1].maintenance.share(of: mark.notional(of: size.magnitude)))
  }
}
