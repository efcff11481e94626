import Ledger
import Units

/// What happened, for those who want to know: nothing in it is read by any step.
public struct Journal: Sendable {
  /// In the order of execution, each with the events behind its `eventsRoot`.
  public private(set) var receipts: [Receipt] = []
  public private(set) var events: [[Event]] = []
  /// Events of the input that is still being carried out.
  private var pending: [Event] = []
  /// Set by CLOSE.
  public internal(set) var header: BlockHeader?
  /// What conservation was off by at CLOSE: zero, or there is a bug.
  public internal(set) var imbalance = MicroAtoms.zero

  /// How many accounts were looked at because a trigger was hit.
  public internal(set) var wakeUpCount = 0

  public init() {}

  mutating func record(_ event: Event) { pending.append(event) }

  /// Takes back the events of the present input behind the first `count`.
  mutating func forgetEvents(after count: UInt64) { pending = Array(pending.prefix(Int(count))) }

  mutating func record(_ receipt: Receipt) {
    receipts.append(receipt)
    events.append(pending)
    pending = []
  }
}
