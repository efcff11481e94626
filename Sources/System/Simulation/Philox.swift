/// Philox4x64-10: ten rounds that turn a counter and a key into four words without structure.
///
/// A function and not a stream: any place of any stream costs the same and depends on no other. Source: Salmon, Moraes,
/// Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3* (SC 2011); vectors in their Random123 library.
struct Philox {
  typealias Block = (UInt64, UInt64, UInt64, UInt64)

  private static let multipliers: (UInt64, UInt64) = (0xd2e7_470e_e14c_6c93, 0xca5a_8263_9512_1157)
  private static let keySteps: (UInt64, UInt64) = (0x9e37_79b9_7f4a_7c15, 0xbb67_ae85_84ca_a73b)
  private static let roundCount = 10

  static func block(_ counter: Block, key: (UInt64, UInt64)) -> Block {
    var (counter, key) = (counter, key)
    for _ in 0..<roundCount {
      let first = multipliers.0.multipliedFullWidth(by: counter.0)
      let second = multipliers.1.multipliedFullWidth(by: counter.2)
      counter = (
        second.high ^ counter.1 ^ key.0, second.low,
        first.high ^ counter.3 ^ key.1, first.low
      )
      key = (key.0 &+ keySteps.0, key.1 &+ keySteps.1)
    }
    return counter
  }
}
