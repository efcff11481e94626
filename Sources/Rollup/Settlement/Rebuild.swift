import Ledger
import MockL1
import SSZ

/// A sequencer's own blocks, made once more where the chain goes on without them: after a forced entry, after a reorg of
/// the L1, or because they can no longer be posted with their times.
///
/// A function of the blocks that are dropped, the new tip and the inbox, so that everybody who has these gets the same.
/// What was promised of order and content holds: reports and items stay in their blocks, in their order. What they
/// come to may differ, and so may hashes and times.
public struct Rebuild: Equatable, Sendable {
  /// The last block that still stands: what followers of the old chain go back to, and are told of.
  public let lastValid: ChainTip
  /// The block on which the first of `blocks` stands: `lastValid`, or the last that the L1 put behind it.
  public let tip: ChainTip
  public private(set) var blocks: [BlockInputs] = []

  /// - Parameters:
  ///   - dropped: the blocks behind `lastValid`, oldest first.
  ///   - inbox: the L1's as it is now. A block reads as far as the dropped one did, of what is not read yet.
  ///   - epoch: the term of whoever makes them.
  ///   - earliestMs: no block is dated before it. The time of the L1 block that is to include them, where the old times
  ///     are too old; 0 where the chain alone decides.
  public init(
    of dropped: some Sequence<DroppedBlock>, behind lastValid: ChainTip, onto tip: ChainTip, reading inbox: Inbox,
    epoch: UInt64, notBefore earliestMs: UInt64 = 0
  ) {
    self.lastValid = lastValid
    self.tip = tip
    var (timestampMs, read) = (tip.timestampMs, tip.inbox.read)
    for block in dropped {
      timestampMs = max(block.inputs.timestampMs, timestampMs + 1, earliestMs)
      let upTo = max(read, min(block.inboxUpTo, inbox.messageCount, read + UInt64(EntryExpansion.messageLimit)))
      var inputs = block.inputs
      inputs.timestampMs = timestampMs
      inputs.epoch = epoch
      inputs.messages = EntryExpansion.bounded(inbox.messages(from: read, upTo: upTo)[...])
      blocks.append(inputs)
      read = upTo
    }
  }
}

extension Rebuild {
  /// How many of the sequencer's own blocks still stand, from the first on: those that the L1 has, and behind the last
  /// of these those that read the inbox as it is now.
  ///
  /// - Parameters:
  ///   - own: consecutive headers.
  ///   - canonical: what follows from the L1, from the same number on. Where it goes on otherwise, nothing behind stands.
  public static func standingCount(
    of own: [BlockHeader], on canonical: [BlockHeader], reading inbox: Inbox
  ) -> Int {
    let posted = zip(own, canonical).prefix { $0 == $1 }.count
    guard posted == canonical.count else { return posted }
    return posted + own[posted...].prefix { inbox.agrees(with: $0) }.count
  }
}

extension Inbox {
  /// Whether the messages that a chain has read up to this block are those that the L1 has.
  fileprivate func agrees(with header: BlockHeader) -> Bool {
    header.inboxRead <= messageCount && accumulators[Int(header.inboxRead)] == header.inboxAccumulator
  }
}

/// A sealed block that no longer stands.
public struct DroppedBlock: Equatable, Sendable {
  public let inputs: BlockInputs
  /// Messages read after it.
  public let inboxUpTo: UInt64

  public init(_ inputs: BlockInputs, _ header: BlockHeader) {
    self.inputs = inputs
    inboxUpTo = header.inboxRead
  }
}
