import Cryptography
import Ledger
import MockL1
import SSZ
import StateTransition

/// An entry carried out, with what is needed to look at any of its steps again. The states share what did not change.
struct TracedEntry: Sendable {
  /// `BatchInbox`'s, after the entry: it names everything before.
  let accumulator: Bytes32
  let before: Machine
  let after: Machine
  let rootAfter: Bytes32
  /// Steps that do anything.
  let stepCount: UInt64
  /// Before each block, and after the last one.
  private let runs: [EntryRun]

  init(
    _ before: Machine, decoding batch: PostedBatch, messages: [InboxMessage], lie: Lie?
  ) throws(L1DataError) {
    self.before = before
    accumulator = batch.entry.accumulator(after: before.derivation.batchAccumulator)
    var run = try EntryRun(before, decoding: batch, messages: messages, lie: lie)
    var runs = [run]
    while !run.isDone {
      run.step()
      if run.machine.execution.isIdle { runs.append(run) }
    }
    self.runs = runs
    rootAfter = run.root()
    (after, stepCount) = (run.machine, run.stepsTaken)
  }

  /// The run with so many steps taken; with all of them, if there are fewer.
  private func run(taking count: UInt64) -> EntryRun {
    var run = runs.last { $0.stepsTaken <= count } ?? runs[0]
    while run.stepsTaken < count, !run.isDone { run.step() }
    return run
  }

  func root(afterStep stepIndex: UInt64) -> Bytes32 {
    guard stepIndex < stepCount else { return rootAfter }
    var run = run(taking: stepIndex + 1)
    return run.root()
  }

  func proof(ofStep stepIndex: UInt64) -> MachineProof {
    guard stepIndex > 0 else {
      var machine = before
      return .decode(machine.frame())
    }
    var run = run(taking: stepIndex)
    return run.proof(among: runs[0].machine.waiting.map { $0.hashTreeRoot() })
  }

  func place(ofStep stepIndex: UInt64) -> MachinePlace {
    guard stepIndex > 0 else { return .decode }
    guard stepIndex < stepCount else { return .done }
    return MachinePlace(next: run(taking: stepIndex).machine.execution)
  }

  /// Counted from the entry's beginning, NEXT of a block; nil if it has no block with this number.
  func firstStep(ofBlock number: UInt64) -> UInt64? {
    runs.first { !$0.isDone && $0.machine.execution.state.clock.blockNumber + 1 == number }?.stepsTaken
  }

  /// Steps of a block, without NEXT; nil if the entry has no block with this number.
  func stepCount(ofBlock number: UInt64) -> UInt64? {
    guard let first = firstStep(ofBlock: number), let end = runs.first(where: { $0.stepsTaken > first }) else {
      return nil
    }
    return end.stepsTaken - first - 1
  }
}
