import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// Begins a batch: its operations follow, each in steps of its own.
  mutating func carryOut(_ batch: Batch, for cross: AccountID) throws(StepFailure) {
    try checking { () throws(Refusal) in try batch.check() }
    work.kind = .batch
    work.account = cross
    work.operationCount = UInt32(batch.operations.count)
    guard batch.mode == .atomic else { return }
    save()
    work.isAtomic = true
  }

  /// BATCH: begins the operation that is due.
  mutating func beginOperation(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let transaction = try inputs.transaction(at: Int(work.sourceIndex))
    guard case .batch(let batch) = transaction.action, work.operation < batch.operations.count else {
      throw .contradictory("a batch is carried out that the item does not hold")
    }
    let operation = batch.operations.elements[Int(work.operation)]
    let cross = work.account
    do throws(StepFailure) {
      try checkCap(of: operation, in: transaction, for: cross)
      try begin(operation, for: cross, into: &journal)
    } catch {
      try endOperation(try error.refusalOrThrow(), into: &journal)
    }
  }

  private mutating func begin(
    _ operation: Operation, for cross: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    switch operation {
    case .place(let order): try place(order, for: cross, into: &journal)
    case .cancel(let cancel): try self.cancel(cancel, for: cross, into: &journal)
    case .amend(let amendment): try amend(amendment, for: cross, into: &journal)
    }
  }
}

extension Batch {
  func check() throws(Refusal) {
    guard operations.count > 0 else { throw Refusal(.batchEmpty) }
  }
}
