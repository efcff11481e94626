import Ledger
import Merkle
import Units

extension Execution {
  /// Ends what was asked for: an item that is one order, or one operation of a batch, which then goes on with the next.
  ///
  /// A refusal puts back what an all-or-nothing order or batch began with. A batch that may skip tells of it by an event;
  /// one that may not ends with it, as if nothing of the batch had been.
  mutating func endOperation(_ refusal: Refusal? = nil, into journal: inout Journal) throws(StateAccessError) {
    let isPartOfBatch = work.operationCount > 0
    let cross = isPartOfBatch ? try state.crossAccount(of: work.account) : work.account
    if refusal != nil { putBack(into: &journal) }
    guard isPartOfBatch else { return finish(refusal, into: &journal) }
    if let refusal {
      guard !work.isAtomic else {
        let found = refusal.reason.rawValue
        return finish(Refusal(.operationRefused, limit: work.operation, found: found), into: &journal)
      }
      emit(.operationRefused(refusal.reason, index: work.operation, of: cross), into: &journal)
    }
    guard work.operation + 1 < work.operationCount else { return finish(into: &journal) }
    prepareNextOperation(of: cross)
  }

  /// Remembers the state and the events, to put them back if what begins now is refused.
  mutating func save() {
    saved = state
    work.savedEvents = work.events
  }

  /// To the end of the step nothing may be read of the state from here on: a verifier knows no more of it than the root.
  private mutating func putBack(into journal: inout Journal) {
    guard let saved else { return }
    state = saved
    work.events = work.savedEvents
    journal.forgetEvents(after: work.events.count)
  }

  /// Leaves in the frame what the whole batch is about. What one of its orders alone had saved is needed no longer.
  private mutating func prepareNextOperation(of cross: AccountID) {
    var next = Work()
    next.kind = .batch
    (next.source, next.sourceIndex, next.events) = (work.source, work.sourceIndex, work.events)
    next.account = cross
    (next.operation, next.operationCount) = (work.operation + 1, work.operationCount)
    if work.isAtomic { (next.isAtomic, next.savedEvents) = (true, work.savedEvents) } else { saved = nil }
    work = next
  }
}

extension State {
  /// The cross bucket of the sub-account that an account belongs to.
  fileprivate func crossAccount(of id: AccountID) throws(StateAccessError) -> AccountID {
    let account = try accounts.read(id.index)
    return account.isIsolated ? account.crossAccount : id
  }
}
