import Cryptography
import Merkle
import SSZ
import Units

/// A value that the state holds as one leaf, and what it may hold there.
///
/// Anybody may make a state up and prove it, and steps are carried out on such proofs. So where a proof is opened, each of
/// its leaves is asked once whether some chain could have it; the states that chains have always could. From bounded leaves
/// no sum and no product of a step leaves its type. What bounds cannot say (that a part is in its sum, that a link leads
/// somewhere) the steps check where they count on it, and throw `StateAccessError.contradictory`.
///
/// The widest that a step computes is equity, in micro-atoms, over the 64 positions that an account may have at most
/// (`PositionWalk`): funding of 64 × 2^41 lots × 2^79, losses of 64 × 2^41 × 2^78, cash of 2^120, and sizes at their marks
/// less their cost of 64 × 2^106: together below 2^126 + 2^125 + 2^121, which 127 bits and a sign hold. A position's cost
/// times a size is 2^85 × 2^41. Running totals are below 2^124, and a step adds no more than 2^122.
public protocol StateLeaf: SSZCodable {
  /// Whether some chain could hold this value.
  var isPlausible: Bool { get }
}

extension Notional {
  /// Of money: 2^100 atoms at most, of either sign: 2^36 deposits, each as large as one may be.
  public var isPlausible: Bool { atoms.magnitude <= 1 << 100 }
}

extension MicroAtoms {
  /// Of sums over all positions: 2^124 at most, of either sign.
  public var isPlausibleSum: Bool { rawValue.magnitude <= 1 << 124 }

  /// Of a funding index: see `FundingRules.indexLimit`.
  public var isPlausibleIndex: Bool { rawValue.magnitude < FundingRules.indexLimit }

  /// Of a loss index, which never falls.
  public var isPlausibleLossIndex: Bool { rawValue >= 0 && isPlausibleIndex }
}

extension Quantity {
  /// Of one order, one position or one balance: 2^41 lots at most, twice what any may have when it is asked for.
  public var isPlausible: Bool { lots <= 2 * Self.limit }

  /// Of all open orders of one side beside a position, which they may turn around: 2^42 lots at most.
  public var isPlausibleBesidePosition: Bool { lots <= 4 * Self.limit }

  /// Of sums over all accounts: 2^62 lots at most.
  public var isPlausibleSum: Bool { lots <= 1 << 62 }
}

extension UInt64 {
  /// Of what a chain counts one by one: 2^62 at most.
  var isPlausibleCount: Bool { self <= 1 << 62 }
}

/// No bounds: what moves a bare count checks it.
extension UInt32: StateLeaf { public var isPlausible: Bool { true } }
extension UInt64: StateLeaf { public var isPlausible: Bool { true } }

/// A hash, or a word of bits.
extension Bytes32: StateLeaf { public var isPlausible: Bool { true } }

/// Whoever follows a link finds out whether it leads anywhere.
extension Link: StateLeaf { public var isPlausible: Bool { true } }
