import Cryptography
import MockL1

/// The moves of one claim's dispute.
public struct DisputedGame: Sendable {
  public let claimIndex: UInt64
  /// With their indices on the L1, rising: an answer comes after what it answers.
  public private(set) var moves: [(index: UInt64, move: GameMove)] = []

  /// Every game of which a move is undecided or a bond unpaid, by its claim.
  ///
  /// - Parameter first: moves before this one are known to be decided and paid, and are left out.
  public static func unfinished(in disputes: Disputes, from first: UInt64 = 0) -> [DisputedGame] {
    var games: [UInt64: DisputedGame] = [:]
    for index in first..<disputes.moveCount {
      let move = disputes[index]
      games[move.claimIndex, default: DisputedGame(claimIndex: move.claimIndex)].moves.append((index, move))
    }
    return games.values.filter(\.isUnfinished).sorted { $0.claimIndex < $1.claimIndex }
  }

  private init(claimIndex: UInt64) { self.claimIndex = claimIndex }

  private var isUnfinished: Bool { moves.contains { $0.move.verdict == .open || $0.move.payoutAtoms > 0 } }
}
