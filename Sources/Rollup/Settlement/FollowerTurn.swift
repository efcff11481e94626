/// What became of something that a follower was told.
public struct FollowerTurn: Equatable, Sendable {
  /// The first block that does not stand any more: the follower went back to the one before, and perhaps on from there.
  public var firstDropped: UInt64?
  /// Announced blocks that are not what their headers say. Nothing of them was kept.
  public var refused: [RefusedBlock] = []
  /// What was wrong with entries that were derived.
  public var faults: [EntryFault] = []
  /// The entry whose bytes are not at hand. It is not void for that: nothing behind it is known.
  public var missingEntry: UInt64?
  /// A settled claim that is wrong: nobody challenged it. The settled head stays before it.
  public var wrongSettlement: UInt64?

  public init() {}

  public struct EntryFault: Equatable, Sendable {
    public let entryIndex: UInt64
    public let fault: DerivationFault
  }

  public struct RefusedBlock: Equatable, Sendable {
    public let number: UInt64
    public let fault: AnnouncementFault
  }
}

/// What a follower took for certain is not so on the L1 that it sees.
public enum L1Contradiction: Error, Equatable, Sendable {
  /// The last final entry is not there: the L1 was taken back further than what is final, or it is another one.
  case finalEntryGone(entryIndex: UInt64)
  /// The L1 contradicts itself.
  case data(L1DataError)
}
