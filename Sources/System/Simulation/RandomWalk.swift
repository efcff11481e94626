import Units

/// A geometric random walk: in each block the price is multiplied by 1 + σz, with z of mean 0 and variance 1.
///
/// All in integers, so that every machine walks the same way. z is the sum of four uniform numbers, scaled (a bell
/// whose tails end at ±3.46); the price keeps 24 bits below the atom, so that small steps of small prices are not
/// rounded away. It stays a price: 1 atom a lot at least, `Price.limit` − 1 at most.
public struct RandomWalk: PriceProcess {
  /// σ, parts per million a block.
  public let volatilityPartsPerMillion: UInt32
  private let generator: KeyedGenerator
  private let stream: UInt64
  private var block: UInt64
  /// Atoms a lot, times 2^24.
  private var value: Int128

  /// σ at most: at a fifth, the longest step down leaves three tenths of the price.
  public static let volatilityLimit: UInt32 = 200_000

  private static let fractionBits: Int128 = 24
  /// Σ of four numbers 0 ... 65535: its mean, and its standard deviation √((2^32 − 1) / 3), rounded.
  private static let mean: Int128 = 131_070
  private static let deviation: Int128 = 37_837

  /// - Parameters:
  ///   - start: the price before the first block.
  ///   - generator: its draws at (`stream`, block number) make the steps.
  ///   - firstBlock: the number of the block whose price comes first.
  /// - Precondition: `volatilityPartsPerMillion <= volatilityLimit`.
  public init(
    from start: Price, volatilityPartsPerMillion: UInt32, generator: KeyedGenerator, stream: UInt64,
    firstBlock: UInt64
  ) {
    precondition(volatilityPartsPerMillion <= Self.volatilityLimit, "a walk could step below zero")
    self.volatilityPartsPerMillion = volatilityPartsPerMillion
    (self.generator, self.stream, block) = (generator, stream, firstBlock)
    value = Int128(start.atomsPerLot) << Self.fractionBits
  }

  public mutating func next() -> Price {
    var draws = generator.draws(number: stream, index: block)
    block += 1
    // Below 2^68 × 2^18 × 2^17: the product fits.
    value += value * Int128(volatilityPartsPerMillion) * deviations(draws.next()) / (1_000_000 * Self.deviation)
    let limits = (Int128(1) << Self.fractionBits, Int128(Price.limit - 1) << Self.fractionBits)
    value = min(max(value, limits.0), limits.1)
    guard let price = Price(atomsPerLot: UInt64(value >> Self.fractionBits)) else {
      preconditionFailure("a walk left its limits")
    }
    return price
  }

  /// z, times `deviation`.
  private func deviations(_ bits: UInt64) -> Int128 {
    let sum = (0..<4).reduce(0 as UInt64) { sum, part in sum + (bits >> (16 * part) & 0xffff) }
    return Int128(sum) - Self.mean
  }
}
