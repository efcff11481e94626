import Cryptography
import Ledger

/// Announced blocks that a follower cannot use yet: their parent, or the messages that they read, may still come.
struct WaitingBlocks: Sendable {
  /// By number.
  private(set) var blocks: [AnnouncedBlock] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func insert(_ block: AnnouncedBlock) {
    guard !blocks.contains(where: { $0.hash == block.hash }) else { return }
    let place = blocks.firstIndex { $0.header.number > block.header.number } ?? blocks.endIndex
    blocks.insert(block, at: place)
  }

  /// Where there is no room, of the oldest term's the last ones go: what they hold the L1 will tell as well.
  mutating func keepWithinLimit() {
    while blocks.count > limit {
      let oldest = blocks.reduce(UInt64.max) { min($0, $1.header.epoch) }
      if let last = blocks.lastIndex(where: { $0.header.epoch == oldest }) { blocks.remove(at: last) }
    }
  }

  /// The latest term of a block and of those that wait for it.
  func lastTerm(on block: AnnouncedBlock) -> UInt64 {
    var (term, chain) = (block.header.epoch, [block.hash] as Set)
    for next in blocks where next.header.number > block.header.number && chain.contains(next.header.parent) {
      chain.insert(next.hash)
      term = max(term, next.header.epoch)
    }
    return term
  }

  /// - Returns: the block that was there.
  mutating func remove(at index: Int) -> AnnouncedBlock { blocks.remove(at: index) }

  /// Forgets blocks up to `number`.
  mutating func forget(upTo number: UInt64) { blocks.removeAll { $0.header.number <= number } }
}
