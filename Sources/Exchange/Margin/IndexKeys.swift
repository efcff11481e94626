import Ledger
import Units

/// The key of a price in a `LevelQueues`: 24 bits that rise with it, exact below 2^20 and within two millionths above.
///
/// Like a floating-point number of 20 significant bits, read as an integer: `key = e × 2^19 + (price >> e)`, where e is
/// by how many bits the price is longer than 20. Prices have 44 bits, so keys stay below 2^24.
public enum PriceKey {
  public static func key(of price: Price) -> UInt32 { key(ofAtoms: price.atomsPerLot) }

  /// - Parameter atoms: per lot; what lies outside the range of prices counts as its nearest end.
  public static func key(ofAtoms atoms: UInt64) -> UInt32 {
    let price = min(max(atoms, 1), Price.limit - 1)
    let length = UInt64.bitWidth - price.leadingZeroBitCount
    let excess = UInt64(max(length - significantBits, 0))
    return UInt32(excess << UInt64(significantBits - 1) + price >> excess)
  }

  private static let significantBits = 20
}

/// The key of a carry, which is what holding one lot has cost beside the price: funding and socialised losses.
///
/// `C = ± F + L`, with the plus for longs. One key is as wide as a tick, and zero lies in the middle of the range; what
/// lies outside counts as its nearest end, where triggers are hit early and never late.
public enum CarryKey {
  /// Micro-atoms a lot.
  public static func carry(of side: Side, _ market: Market) -> MicroAtoms {
    let funding = market.fundingIndex
    return side == .buy ? market.lossIndex.adding(funding) : market.lossIndex.subtracting(funding)
  }

  public static func key(of carry: MicroAtoms, _ rules: MarketRules) -> UInt32 {
    let width = Int128(rules.tickAtomsPerLot) * MicroAtoms.perAtom
    let step = carry.rawValue.divided(by: width, rounding: .down)
    let middle = Int128(LevelQueues.keyLimit / 2)
    return UInt32(min(max(step + middle, 1), Int128(LevelQueues.keyLimit) - 1))
  }
}
