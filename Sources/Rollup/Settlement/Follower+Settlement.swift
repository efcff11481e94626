import Cryptography
import Ledger
import MockL1

extension Follower {
  /// Which final entries are settled, and what is known of those that are not: a few words of each.
  struct Settlement: Sendable {
    private(set) var head: ChainTip
    private var unsettled: [End] = []
    private var finalCount: UInt64 = 0

    private struct End {
      let entryIndex: UInt64
      let root: Bytes32
      let tip: ChainTip
    }

    init(genesis: ChainTip) { head = genesis }

    /// An entry has become final.
    mutating func append(_ entry: FollowedEntry) {
      unsettled.append(End(entryIndex: finalCount, root: entry.root, tip: entry.tip))
      finalCount += 1
    }

    /// Takes notice of the last settled claim on a final entry.
    ///
    /// That claims settle is not final at once. But a right claim wins every time: what is taken back is settled again.
    ///
    /// - Returns: the claim, if it is wrong.
    mutating func heed(_ claims: Claims) -> UInt64? {
      var link = claims.lastSettled
      while let index = link.index, claims.all[Int(index)].entryIndex >= finalCount {
        link = claims.all[Int(index)].parent
      }
      guard let index = link.index else { return nil }
      let claim = claims.all[Int(index)]
      guard let position = unsettled.firstIndex(where: { $0.entryIndex == claim.entryIndex }) else { return nil }
      guard unsettled[position].root == claim.machineRoot else { return index }
      head = unsettled[position].tip
      unsettled.removeSubrange(...position)
      return nil
    }
  }
}
