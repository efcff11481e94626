import Cryptography
import Ledger
import SSZ
import Settlement
import StateTransition
import TestSupport
import Testing
import Units

@testable import MockL1

/// Two batches and a forced entry. In the first, user 0 buys 900 lots of users 1, 2 and 3 with little to lose; in the second
/// the price falls, and user 0 is liquidated and closed against those who gained; the third lets a withdrawal through.
struct CrashScene {
  static let honest = TestRollup.key(0).address
  static let liar = TestRollup.key(1).address
  static let bondAtoms: UInt64 = 100

  var rollup: TestRollup
  var truth: MachineTrace

  init(seed: UInt64 = 1) throws {
    var rules = DisputeRules()
    (rules.batchLevels, rules.stepLevels) = (1, 9)
    (rules.clockMs, rules.extensionMs, rules.payoutDelayMs) = (100_000, 20_000, 5_000)
    rollup = try TestRollup(seed: seed, forced: ForcedRules(delayBlocks: 4, messageLimit: 3), disputes: rules)
    truth = MachineTrace(genesis: rollup.genesis, rules: TestRollup.rules)
    for (user, atoms) in [100_000_000, 10_000_000_000, 10_000_000_000, 10_000_000_000].enumerated() {
      rollup.deposit(UInt64(atoms), by: user)
    }
    rollup.mine()
    try seal(at: 1_000_000, readingUpTo: 4) { _ in [] }
    try seal(at: 1_000_000, readingUpTo: 4) { rollup in
      (1...3).map { rollup.order(.sell, 300, at: 10_000, by: $0) } + [rollup.order(.buy, 900, at: 10_000, by: 0)]
    }
    rollup.post(try rollup.batch(from: 1))
    rollup.deposit(7, by: 2)
    rollup.mine()
    try seal(at: 889_000, readingUpTo: 5) { [$0.order(.buy, 5, at: 8_000, by: 3), [1, 2, 3]] }
    rollup.seal(try rollup.randomInputs())
    rollup.post(try rollup.batch(from: 3))
    rollup.mine()
    rollup.force(TestRollup.withdrawal(5_000), by: 2)
    for _ in 0..<5 { rollup.mine() }
    rollup.chain.submit(.forceInclude, from: TestRollup.key(2).address)
    rollup.mine()
    try truth.follow(rollup.chain.contracts, reading: rollup.chain.sidecars)
  }

  private mutating func seal(
    at price: UInt64, readingUpTo upTo: UInt64, items: (inout TestRollup) -> [[UInt8]]
  ) throws {
    var inputs = try rollup.emptyInputs(inboxUpTo: upTo)
    inputs.reports = try BoundedList([ByteList(rollup.report(price))])
    inputs.items = try BoundedList(items(&rollup).map { (item) throws(DecodingError) in try ByteList(item) })
    rollup.seal(inputs)
  }

  /// A trace with one lie, as far as the L1 goes.
  func trace(telling lie: Lie) throws -> MachineTrace {
    var trace = MachineTrace(genesis: rollup.genesis, rules: TestRollup.rules, lie: lie)
    try trace.follow(rollup.chain.contracts, reading: rollup.chain.sidecars)
    return trace
  }

  /// What the L1 would ask about a step.
  func question(
    _ stepIndex: UInt64, ofEntry entryIndex: UInt64, from preRoot: Bytes32? = nil, batch: [UInt8]? = nil
  ) throws -> StepQuestion {
    let contracts = rollup.chain.contracts
    let hash = contracts.batchInbox.entries[Int(entryIndex)].bytesHash(ofStep: stepIndex)
    return StepQuestion(
      preRoot: try preRoot ?? truth.rootBefore(stepIndex, ofEntry: entryIndex, from: rollup), entryIndex: entryIndex,
      stepIndex: stepIndex, batch: batch ?? rollup.chain.sidecars[hash] ?? [], batchInbox: contracts.batchInbox,
      inbox: contracts.inbox)
  }
}

extension MachineTrace {
  fileprivate func rootBefore(
    _ stepIndex: UInt64, ofEntry entryIndex: UInt64, from rollup: TestRollup
  ) throws -> Bytes32 {
    if stepIndex > 0 { return try root(afterStep: stepIndex - 1, ofEntry: entryIndex) }
    return try entryIndex > 0
      ? root(afterEntry: entryIndex - 1) : rollup.chain.contracts.disputes.rules.genesisMachineRoot
  }
}

/// One step of a block, with what was before it, and its place in its entry.
struct SeenStep {
  let stepIndex: UInt64
  let before: Execution
  let after: Execution
  let phase: Building.Phase
  let work: Work.Kind
}

extension CrashScene {
  /// The steps of a block, NEXT apart.
  func steps(ofBlock number: UInt64) throws -> [SeenStep] {
    var machine = rollup.machine
    var found: DerivedBlock?
    for entry in 0..<truth.entryCount where found?.header.number != number {
      precondition(machine.derivation.batchCount == entry, "the machine is elsewhere")
      _ = try rollup.decodeNext(into: &machine)
      while found?.header.number != number, let block = machine.deriveNext() { found = block }
    }
    let block = try #require(found)
    var next = try #require(truth.firstStep(ofBlock: number)).stepIndex + 1
    let inputs = block.inputs
    var execution = block.before
    var (steps, journal) = ([SeenStep](), Journal())
    execution.begin(inputs.inputs)
    while !execution.isIdle {
      let before = execution
      try execution.step(inputs, into: &journal)
      steps.append(
        SeenStep(
          stepIndex: next, before: before, after: execution, phase: before.building.phase, work: before.work.kind))
      next += 1
    }
    return steps
  }
}
