import Cryptography

/// Chance that belongs to a place: what is drawn is a function of seed, stream, number and index, and of nothing else.
///
/// So a new agent, publisher or market changes nobody else's draws, blocks may be prepared in any order, and a run that
/// is resumed draws what it would have drawn.
public struct KeyedGenerator: Sendable {
  private let key: (UInt64, UInt64)

  /// - Parameter stream: what the draws are for. Streams of other names are independent.
  public init(seed: UInt64, stream: String) {
    key = (seed, SHA256.hash(Array(stream.utf8))[word: 0])
  }

  /// The draws of one place: of agent `number` in block `index`, say.
  public func draws(number: UInt64 = 0, index: UInt64) -> KeyedDraws {
    KeyedDraws(key: key, number: number, index: index)
  }
}

/// The draws of one place, in order.
public struct KeyedDraws: RandomNumberGenerator, Sendable {
  private let key: (UInt64, UInt64)
  private let number: UInt64
  private let index: UInt64
  private var drawCount: UInt64 = 0
  private var block: Philox.Block = (0, 0, 0, 0)

  fileprivate init(key: (UInt64, UInt64), number: UInt64, index: UInt64) {
    (self.key, self.number, self.index) = (key, number, index)
  }

  /// 64 bits, each value as likely as any other.
  public mutating func next() -> UInt64 {
    if drawCount & 3 == 0 { block = Philox.block((index, number, drawCount >> 2, 0), key: key) }
    defer { drawCount += 1 }
    return switch drawCount & 3 {
    case 0: block.0
    case 1: block.1
    case 2: block.2
    default: block.3
    }
  }

  /// A number in `0 ..< bound`, each as likely as any other: a draw that would favour some of them is drawn again.
  ///
  /// Lemire, *Fast random integer generation in an interval* (2019), §4.
  ///
  /// - Precondition: `bound > 0`.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no number below zero to draw")
    var product = next().multipliedFullWidth(by: bound)
    guard product.low < bound else { return product.high }
    let favoured = (0 &- bound) % bound
    while product.low < favoured { product = next().multipliedFullWidth(by: bound) }
    return product.high
  }

  /// A number in `range`, each as likely as any other.
  ///
  /// - Precondition: `range` does not hold all 2^64 numbers.
  public mutating func within(_ range: ClosedRange<UInt64>) -> UInt64 {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True in so many of a million cases.
  public mutating func chance(partsPerMillion: UInt64) -> Bool { below(1_000_000) < partsPerMillion }
}
