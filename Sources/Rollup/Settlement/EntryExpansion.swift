import Cryptography
import Ledger
import MockL1
import SSZ

/// The inputs of all blocks that one L1 entry stands for.
///
/// A function of the entry, its bytes, the inbox and the chain's tip. Whatever a poster puts into a batch, there is a
/// result: faulty batches and blocks do not exist, and messages that the entry should have read are read by fallback
/// blocks, which hold nothing else. A forced entry holds no batch, and is all fallback.
public struct EntryExpansion: Equatable, Sendable {
  public private(set) var blocks: [BlockInputs] = []
  /// How many of `blocks`, from the first, are the sequencer's. The others are fallback blocks.
  public private(set) var sequencerBlockCount = 0
  public private(set) var fault: DerivationFault?

  private var timestampMs: UInt64
  private var read: UInt64
  private let messages: [InboxMessage]
  private let firstMessage: UInt64

  /// - Parameter messages: those behind the tip's cursor, up to the entry's `inboxUpTo`.
  public init(
    _ batch: PostedBatch, messages: [InboxMessage], after tip: ChainTip, rules: DerivationRules
  ) throws(L1DataError) {
    try Self.check(messages, of: batch.entry, after: tip)
    self.messages = messages
    firstMessage = tip.inbox.read
    read = tip.inbox.read
    timestampMs = tip.timestampMs
    if batch.entry.kind == .sequencer {
      do throws(DerivationFault) { try appendBlocks(of: batch, after: tip, rules: rules) } catch { fault = error }
    }
    sequencerBlockCount = blocks.count
    appendFallbackBlocks(for: batch.entry)
  }

  private static func check(
    _ messages: [InboxMessage], of entry: BatchEntry, after tip: ChainTip
  ) throws(L1DataError) {
    guard entry.inboxUpTo >= tip.inbox.read, entry.inboxUpTo - tip.inbox.read == messages.count else {
      throw .wrongMessageCount(
        entryIndex: entry.index, read: tip.inbox.read, upTo: entry.inboxUpTo, found: messages.count)
    }
    var cursor = tip.inbox
    for message in messages { cursor.advance(past: message) }
    guard cursor.accumulator == entry.inboxAccumulator else {
      throw .wrongMessages(entryIndex: entry.index, expected: entry.inboxAccumulator, found: cursor.accumulator)
    }
  }

  private mutating func appendBlocks(
    of batch: PostedBatch, after tip: ChainTip, rules: DerivationRules
  ) throws(DerivationFault) {
    let body: BatchBody
    do throws(BatchFault) {
      body = try BatchCodec.decode(batch.data)
      try body.check(against: batch.entry, after: tip)
    } catch { throw .void(error) }
    for (index, block) in body.blocks.elements.enumerated() {
      do throws(BlockFault) {
        try check(block, of: batch.entry, rules: rules)
      } catch { throw .dropped(fromIndex: index, error) }
      append(at: block.timestampMs, readingUpTo: block.inboxUpTo, of: batch.entry, block.reports, block.items)
    }
  }

  private func check(_ block: BatchBlock, of entry: BatchEntry, rules: DerivationRules) throws(BlockFault) {
    guard block.timestampMs > timestampMs else {
      throw .notAfterParent(parentMs: timestampMs, foundMs: block.timestampMs)
    }
    let latest = rules.latestMs(includedAt: entry.l1TimeMs)
    guard block.timestampMs <= latest else { throw .tooLate(latestMs: latest, foundMs: block.timestampMs) }
    let earliest = rules.earliestMs(includedAt: entry.l1TimeMs)
    guard block.timestampMs >= earliest else { throw .tooEarly(earliestMs: earliest, foundMs: block.timestampMs) }
    guard block.inboxUpTo >= read else { throw .inboxGoesBackwards(read: read, found: block.inboxUpTo) }
    guard block.inboxUpTo <= entry.inboxUpTo else {
      throw .inboxBeyondEntry(limit: entry.inboxUpTo, found: block.inboxUpTo)
    }
    guard block.inboxUpTo - read <= Self.messageLimit else {
      throw .tooManyMessages(limit: Self.messageLimit, found: block.inboxUpTo - read)
    }
  }

  /// Blocks without reports or items that read what the entry says has been read. More than one only where the
  /// messages do not fit; none, and the messages wait, where time itself has run out.
  private mutating func appendFallbackBlocks(for entry: BatchEntry) {
    while read < entry.inboxUpTo {
      let time = max(timestampMs + 1, entry.l1TimeMs)
      guard time < Genesis.timeLimitMs else { return }
      let upTo = min(entry.inboxUpTo, read + UInt64(Self.messageLimit))
      append(at: time, readingUpTo: upTo, of: entry, BoundedList(), BoundedList())
    }
  }

  private mutating func append(
    at timestampMs: UInt64, readingUpTo upTo: UInt64, of entry: BatchEntry,
    _ reports: BoundedList<ByteList<512>, 1_024>, _ items: BoundedList<ByteList<16_384>, 65_536>
  ) {
    var inputs = BlockInputs()
    inputs.timestampMs = timestampMs
    inputs.epoch = entry.epoch
    inputs.messages = Self.bounded(messages[Int(read - firstMessage)..<Int(upTo - firstMessage)])
    inputs.reports = reports
    inputs.items = items
    blocks.append(inputs)
    self.timestampMs = timestampMs
    read = upTo
  }

  /// Messages that one block may read.
  static let messageLimit = 65_536

  static func bounded(_ messages: ArraySlice<InboxMessage>) -> BoundedList<InboxMessage, 65_536> {
    do throws(DecodingError) { return try BoundedList(Array(messages)) } catch {
      preconditionFailure("a block was given more messages than it can read")
    }
  }
}

extension BatchBody {
  /// Whether the batch was made for this place.
  fileprivate func check(against entry: BatchEntry, after tip: ChainTip) throws(BatchFault) {
    guard blocks.count > 0 else { throw .noBlocks }
    guard firstBlock == tip.blockNumber + 1 else {
      throw .wrongFirstBlock(expected: tip.blockNumber + 1, found: firstBlock)
    }
    let parent = HashPrefix(of: tip.blockHash)
    guard parentCheck == parent else { throw .wrongParent(expected: parent, found: parentCheck) }
    let inbox = HashPrefix(of: entry.inboxAccumulator)
    guard inboxCheck == inbox else { throw .wrongInbox(expected: inbox, found: inboxCheck) }
    guard epoch == entry.epoch else { throw .wrongEpoch(expected: entry.epoch, found: epoch) }
  }
}

extension DerivationRules {
  /// The latest time of a block that an L1 block of this time may include.
  func latestMs(includedAt l1TimeMs: UInt64) -> UInt64 {
    let (latest, overflow) = l1TimeMs.addingReportingOverflow(maxFutureMs)
    return overflow ? Genesis.timeLimitMs - 1 : min(latest, Genesis.timeLimitMs - 1)
  }

  /// The earliest.
  func earliestMs(includedAt l1TimeMs: UInt64) -> UInt64 { l1TimeMs - min(l1TimeMs, maxBackdateMs) }
}
