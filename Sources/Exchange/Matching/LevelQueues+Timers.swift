import Ledger
import Merkle

extension LevelQueues {
  /// Who may be due at the block's time, and the exact time in its trigger's `value`; nil when nobody is any more.
  ///
  /// Whoever asks either takes it out, or, because its time has not come, lets it wait on with `postpone`; and asks
  /// again. Each is met at most once a block (see `TimerKey`).
  ///
  /// - Precondition: every entry's key is that of its trigger's `value`.
  public func nextTimer<let depth: Int>(
    at clock: State.Clock, _ places: TriggerPlaces, in triggers: PersistentVector<depth>
  ) throws(StateAccessError) -> (number: UInt64, trigger: Trigger)? {
    guard let number = try first(atOrBelow: clock.timerKey) else { return nil }
    let trigger = Trigger(try triggers.read(places.chunk(of: number)))
    return trigger.generation == clock.blockNumber ? nil : (number, trigger)
  }

  /// Puts one that is not due yet to the end of its queue, as seen in this block.
  public mutating func postpone<let depth: Int>(
    _ number: UInt64, _ trigger: Trigger, at clock: State.Clock, _ places: TriggerPlaces,
    in triggers: inout PersistentVector<depth>
  ) throws(StateAccessError) {
    var trigger = trigger
    trigger.generation = clock.blockNumber
    try leave(number, at: places, in: &triggers)
    try enter(number, trigger, at: places, in: &triggers)
  }
}
