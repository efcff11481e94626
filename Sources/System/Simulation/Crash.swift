import Units

/// A fall, and what comes back of it, laid over another process.
///
/// The factor on the price is 1 up to block `at`, falls in a straight line over `fallBlocks` blocks to `1 − drop`, rises
/// again over `recoveryBlocks` blocks by `recovery × drop`, and stays there.
public struct Crash: PriceProcess {
  public private(set) var base: any PriceProcess
  public let plan: Plan
  /// Blocks since the process began.
  private var elapsed: UInt64 = 0

  /// When and how far. Blocks count from the first price of the process, which is block 0.
  public struct Plan: Equatable, Sendable {
    /// The last block before the fall.
    public let at: UInt32
    /// Below one.
    public let drop: Rate
    public let fallBlocks: UInt32
    /// The share of the drop that comes back.
    public let recovery: Rate
    public let recoveryBlocks: UInt32

    /// - Precondition: `drop < 1`: a price of zero is no price.
    public init(
      at: UInt32, drop: Rate, over fallBlocks: UInt32, recovery: Rate = .zero, in recoveryBlocks: UInt32 = 0
    ) {
      precondition(drop < .one, "nothing is left of a price that drops by all of it")
      (self.at, self.drop, self.recovery) = (at, drop, recovery)
      (self.fallBlocks, self.recoveryBlocks) = (fallBlocks, recoveryBlocks)
    }
  }

  public init(_ plan: Plan, over base: any PriceProcess) { (self.plan, self.base) = (plan, base) }

  public mutating func next() -> Price {
    let price = base.next()
    let factor = UInt128(plan.factorPartsPerMillion(at: elapsed))
    elapsed += 1
    let atoms = UInt64(UInt128(price.atomsPerLot) * factor / 1_000_000)
    return Price(atomsPerLot: min(max(atoms, 1), Price.limit - 1)) ?? price
  }
}

extension Crash.Plan {
  /// What the price is multiplied by in block `block`, rounded down.
  func factorPartsPerMillion(at block: UInt64) -> UInt64 {
    let fallen = Self.progress(from: UInt64(at), over: fallBlocks, at: block)
    let risen = Self.progress(from: UInt64(at) + UInt64(fallBlocks), over: recoveryBlocks, at: block)
    let fall = UInt64(drop.partsPerMillion) * fallen / 1_000_000
    let rise = UInt64(drop.partsPerMillion) * UInt64(recovery.partsPerMillion) / 1_000_000 * risen / 1_000_000
    return 1_000_000 - fall + rise
  }

  /// How much of a line from `start` over `length` blocks is done, in parts per million; without length, all at once.
  private static func progress(from start: UInt64, over length: UInt32, at block: UInt64) -> UInt64 {
    guard block > start else { return 0 }
    guard block - start < UInt64(length) else { return 1_000_000 }
    return (block - start) * 1_000_000 / UInt64(length)
  }
}
