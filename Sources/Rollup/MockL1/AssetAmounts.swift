import Ledger

/// An amount of each asset: quote atoms, and lots of the collateral asset.
public struct AssetAmounts: Equatable, Sendable {
  public var atoms: UInt128 = 0
  public var lots: UInt128 = 0

  public init() {}

  public subscript(asset: Asset) -> UInt128 {
    get {
      switch asset {
      case .quote: atoms
      case .collateral: lots
      }
    }
    set {
      switch asset {
      case .quote: atoms = newValue
      case .collateral: lots = newValue
      }
    }
  }
}
