/// Where in the binary tree over a trace a move stands, as a generalized index: the root is 1, the children of g are 2g
/// and 2g + 1. A move says what the machine's root is after the last step below its position.
///
/// Source: Optimism's fault dispute game. All moves but the opening stand on even indices, so no two on one path speak
/// of the same step.
public struct GamePosition: Hashable, Comparable, Sendable {
  /// From 1; below 2^63.
  public let index: UInt64

  /// The claim itself.
  public static let opening = GamePosition(index: 1)

  init(index: UInt64) { self.index = index }

  public static func < (left: Self, right: Self) -> Bool { left.index < right.index }

  /// 0 for the opening.
  public var depth: Int { 63 - index.leadingZeroBitCount }

  /// The number of the last step below this position: a move here speaks of the root after it.
  ///
  /// - Precondition: `depth <= leafDepth`.
  public func lastStep(leafDepth: Int) -> UInt64 {
    let leaves = UInt64(leafDepth - depth)
    return ((index - (1 << UInt64(depth)) + 1) << leaves) - 1
  }

  /// Where an answer stands that says: the root here is wrong already in the middle of the steps before it.
  public var attack: GamePosition { GamePosition(index: 2 * index) }

  /// Where an answer stands that says: the root here is right, what follows is wrong in the middle of the steps after it.
  public var defense: GamePosition { GamePosition(index: 2 * index + 2) }
}
