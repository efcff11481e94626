import Ledger
import Units

/// What a position owes for having been held, of funding or of socialised losses, and how it is paid in whole atoms.
public struct CarryPayment: Equatable, Sendable {
  /// What is owed, exactly. Negative: what the position is owed.
  public let exact: MicroAtoms

  public init(_ exact: MicroAtoms) { self.exact = exact }

  /// What the account pays, rounded up; negative: what it receives, rounded down. So rounding never makes money.
  public var paid: Notional { exact.notional(rounding: .up) }

  /// What the rounding leaves over: from zero to less than an atom, whoever pays.
  public var residue: MicroAtoms { MicroAtoms(paid).subtracting(exact) }
}
