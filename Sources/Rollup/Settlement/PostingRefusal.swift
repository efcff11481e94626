import Cryptography

/// Why a batch must not be sent now. The L1 would take most of these, and nothing would come of their blocks.
public enum PostingRefusal: Error, Equatable, Sendable {
  /// A batch is on its way: of two, the L1 takes the first, and what comes of the other is not known before.
  case anotherPending(expectedIndex: UInt64)
  /// The L1 has blocks up to `last`, so this batch, or one like it, has been posted.
  case alreadyPosted(last: UInt64, firstBlock: UInt64)
  /// The L1 lacks the blocks between `last` and the first.
  case blocksMissing(last: UInt64, firstBlock: UInt64)
  /// The L1's last block is another than the one that the batch was made for.
  case otherParent(expected: Bytes32, found: Bytes32)
  /// The messages that the blocks read are not, or not all, on the L1: there was a reorg.
  case inboxNotThatLong(messageCount: UInt64, found: UInt64)
  case otherInbox(expected: Bytes32, found: Bytes32)
  case olderEpoch(last: UInt64, found: UInt64)
  /// The first block is too old: it has to be built again, with another time.
  case tooLate(earliestMs: UInt64, foundMs: UInt64)
  /// The last block is too far in the L1's future: it has to wait.
  case tooSoon(latestMs: UInt64, foundMs: UInt64)
}
