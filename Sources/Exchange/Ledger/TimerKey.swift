/// The key under which something waits for a time in a `LevelQueues`: 24 bits that never fall as the time rises.
///
/// `s = 1 + whole seconds since the genesis`, at most 2^39 − 1. For 97 days (`s < 2^23`) the key is `s` itself; from then on
/// the leading bit of `s` and the 19 bits behind it: 16 seconds are one key until day 194, 32 until day 388, and so on for
/// 17,000 years.
///
/// A key is coarser than a time, so who finds an entry at the key of the present time compares the entry's exact time
/// (`Trigger.value`). What is not due yet goes to the end of the queue of its key, with the block's number as its
/// `generation`. All lower keys are of the past; so once an entry with the present block's number stands in front, nothing is
/// due any more in this block.
public struct TimerKey: Hashable, Sendable {
  public let rawValue: UInt32

  /// - Parameter startMs: time of the genesis; earlier times have its key.
  public init(timeMs: UInt64, startMs: UInt64) {
    let elapsedMs = timeMs > startMs ? timeMs - startMs : 0
    let seconds = min(elapsedMs / 1000 + 1, 1 << 39 - 1)
    let octave = UInt64(max(0, 40 - seconds.leadingZeroBitCount))
    let bits = seconds < 1 << 23 ? seconds : (16 + octave) << 19 | seconds >> (octave + 4) & (1 << 19 - 1)
    rawValue = UInt32(bits)
  }
}

extension State.Clock {
  /// The key of what waits for `timeMs`.
  public func timerKey(of timeMs: UInt64) -> UInt32 { TimerKey(timeMs: timeMs, startMs: startMs).rawValue }

  /// The key of the present block's time: nothing at a higher one is due.
  public var timerKey: UInt32 { timerKey(of: timestampMs) }
}
