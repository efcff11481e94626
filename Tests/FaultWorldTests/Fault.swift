/// What can happen in a fault world, besides ordinary life. Tests count that each of them did.
enum Fault: String, CaseIterable {
  /// The sequencer loses what is not durable, and starts again.
  case crash
  case crashWithUnflushedBlocks
  /// The L1's last blocks are taken back.
  case reorg
  /// By it: a batch that was never included again, ...
  case lostBatch
  /// ... one that was, in a later L1 block, ...
  case movedBatch
  /// ... one in whose place a forced entry is, ...
  case replacedBatch
  /// ... a message that came again in another L1 block, ...
  case movedMessage
  /// ... and what was asked for again.
  case removedForcedEntry, removedClaim, removedMove
  /// Durable blocks that were made again.
  case rebuild
  /// L1 blocks that include nothing.
  case congestion
  /// A batch so late that its blocks do not exist.
  case latePost
  case forcedMessage
  case forcedEntry
  /// A block of which the follower hears seconds later, twice, after its child, not at all, or after it was given up.
  case lateAnnouncement, repeatedAnnouncement, reorderedAnnouncement, lostAnnouncement, staleAnnouncement
  /// The follower has gone back.
  case droppedByFollower
  case wrongClaim
  case defeatedClaim
}
