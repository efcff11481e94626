/// What a sequencer that lags behind must know: late posting gives no hindsight, because late blocks do not exist.
extension DerivationRules {
  /// Whether a block of this time would not exist in an entry that an L1 block of time `l1TimeMs` includes. Then neither
  /// do those behind it, and all of them must be rebuilt with new times.
  public func isTooLate(_ timestampMs: UInt64, toBeIncludedAt l1TimeMs: UInt64) -> Bool {
    timestampMs < earliestMs(includedAt: l1TimeMs)
  }

  /// Whether the sequencer still takes orders: until its oldest unposted block has come to half of what may be posted.
  /// The other half is for the L1 to include what is there.
  ///
  /// - Parameter oldestUnpostedMs: the time of that block; nil if everything is posted.
  public func admitsItems(oldestUnpostedMs: UInt64?, at nowMs: UInt64) -> Bool {
    guard let oldestUnpostedMs, nowMs > oldestUnpostedMs else { return true }
    return nowMs - oldestUnpostedMs < maxBackdateMs / 2
  }
}
