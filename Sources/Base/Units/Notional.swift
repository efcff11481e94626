import SSZ

/// An amount of quote atoms (1e-6 USDC), signed.
@frozen public struct Notional: IntegerUnit {
  public let atoms: Int128

  public static let zero = Notional(atoms: 0)

  @inlinable public init(atoms: Int128) { self.atoms = atoms }
  @inlinable public init(rawValue: Int128) { atoms = rawValue }
  @inlinable public var rawValue: Int128 { atoms }

  @inlinable public func adding(_ other: Notional) -> Notional { Notional(atoms: atoms + other.atoms) }
  @inlinable public func subtracting(_ other: Notional) -> Notional { Notional(atoms: atoms - other.atoms) }
  @inlinable public var negated: Notional { Notional(atoms: -atoms) }
}

/// Millionths of a quote atom: where a rate in parts per million has been multiplied and nothing was rounded yet.
@frozen public struct MicroAtoms: IntegerUnit {
  public let rawValue: Int128

  /// Micro-atoms in an atom.
  public static let perAtom: Int128 = 1_000_000
  public static let zero = MicroAtoms(rawValue: 0)

  @inlinable public init(rawValue: Int128) { self.rawValue = rawValue }
  @inlinable public init(_ notional: Notional) { rawValue = notional.atoms * Self.perAtom }

  @inlinable public func adding(_ other: MicroAtoms) -> MicroAtoms { MicroAtoms(rawValue: rawValue + other.rawValue) }
  @inlinable public func subtracting(_ other: MicroAtoms) -> MicroAtoms {
    MicroAtoms(rawValue: rawValue - other.rawValue)
  }

  /// Whole atoms.
  public func notional(rounding: Rounding) -> Notional {
    Notional(atoms: rawValue.divided(by: Self.perAtom, rounding: rounding))
  }
}
