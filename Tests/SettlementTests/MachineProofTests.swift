import Cryptography
import FraudProofs
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import TestSupport
import Testing

@Suite struct `A proof of one step of the machine` {
  private let judge = MachineJudge(rules: TestRollup.rules)

  /// Which steps there are, and two beyond the last.
  private func steps(of scene: CrashScene) throws -> [(entry: UInt64, step: UInt64)] {
    try (UInt64(0)..<3).flatMap { entry in
      (0..<(try scene.truth.stepCount(ofEntry: entry) + 2)).map { (entry, $0) }
    }
  }

  @Test func `leads to the root that the machine comes to, whatever the step`() throws {
    let scene = try CrashScene()
    var kinds: [UInt8: Int] = [:]
    var phases: Set<String> = []
    for (entry, step) in try steps(of: scene) {
      let proof = try scene.truth.proof(ofStep: step, ofEntry: entry)
      let root = try judge.rootAfterStep(try scene.question(step, ofEntry: entry), proof: proof)
      #expect(try root == scene.truth.root(afterStep: step, ofEntry: entry), "entry \(entry), step \(step)")
      #expect(try MachineProof(bytes: proof).bytes == proof)
      kinds[proof[0], default: 0] += 1
      phases.insert("\(try scene.truth.place(ofStep: step, ofEntry: entry))".filter { !$0.isNumber })
    }
    #expect(kinds[0] == 3 && kinds[1] == 5 && kinds[3] == 6)
    #expect(kinds[2, default: 0] > 60)
    // The crash is what it is meant to be.
    let crash = try scene.steps(ofBlock: 3)
    #expect(Set(crash.map(\.phase)).isSuperset(of: [.open, .inbox, .oracle, .mark, .liquidate, .items, .close]))
    #expect(phases.count > 12)
  }

  @Test func `ends where the entry ends`() throws {
    let scene = try CrashScene()
    for entry in UInt64(0)..<3 {
      let count = try scene.truth.stepCount(ofEntry: entry)
      #expect(count < 511)
      let last = try scene.truth.root(afterStep: count - 1, ofEntry: entry)
      #expect(try last == scene.truth.root(afterEntry: entry))
      #expect(try scene.truth.root(afterStep: count - 2, ofEntry: entry) != last)
      #expect(try scene.truth.root(afterStep: .max, ofEntry: entry) == last)
    }
    var machine = scene.rollup.machine
    for entry in UInt64(0)..<3 {
      _ = try scene.rollup.decodeNext(into: &machine)
      while machine.deriveNext() != nil {}
      let root = machine.root()
      #expect(try root == scene.truth.root(afterEntry: entry))
    }
  }

  @Test func `is refused with any one bit changed`() throws {
    let scene = try CrashScene()
    var random = SplitMix64(seed: 5)
    for (entry, step) in try steps(of: scene) where entry == 1 {
      let proof = try scene.truth.proof(ofStep: step, ofEntry: entry)
      let question = try scene.question(step, ofEntry: entry)
      for position in stride(from: Int(step % 89), to: proof.count, by: 89) {
        var forged = proof
        forged[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        #expect(throws: StepProofFault.self, "entry \(entry), step \(step), byte \(position)") {
          try judge.rootAfterStep(question, proof: forged)
        }
      }
      for forged in [[], Array(proof.dropLast()), proof + [0]] {
        #expect(throws: StepProofFault.undecodable) { try judge.rootAfterStep(question, proof: forged) }
      }
    }
  }

  @Test func `of another root is refused`() throws {
    let scene = try CrashScene()
    for (entry, step) in try steps(of: scene) where entry == 1 {
      let proof = try scene.truth.proof(ofStep: step, ofEntry: entry)
      let other = SHA256.hash([UInt8(step & 0xff)])
      let right = try scene.question(step, ofEntry: entry).preRoot
      #expect(throws: StepProofFault.wrongPreRoot(expected: other, found: right)) {
        try judge.rootAfterStep(scene.question(step, ofEntry: entry, from: other), proof: proof)
      }
    }
  }

  @Test func `of another kind than the machine's step is refused`() throws {
    let scene = try CrashScene()
    let count = try scene.truth.stepCount(ofEntry: 0)
    let next = try #require(scene.truth.firstStep(ofBlock: 2)).stepIndex
    func proof(_ step: UInt64) throws -> MachineProof {
      try MachineProof(bytes: scene.truth.proof(ofStep: step, ofEntry: 0))
    }
    func isRefused(_ proof: MachineProof, at step: UInt64) throws {
      #expect(throws: StepProofFault.wrongKind) {
        try judge.rootAfterStep(scene.question(step, ofEntry: 0), proof: proof.bytes)
      }
    }
    let (first, begin, inside, end) = (try proof(0), try proof(next), try proof(next + 1), try proof(count))
    guard case .decode(let before) = first, case .next(let block) = begin, case .step(let step) = inside,
      case .identity(let after) = end
    else {
      Issue.record("the steps are others")
      return
    }
    // What each shows is right, and would do for another.
    try isRefused(.identity(before), at: 0)
    try isRefused(.decode(block.frame), at: next)
    try isRefused(.identity(block.frame), at: next)
    try isRefused(.decode(after), at: count)
    var (noBlock, noStep) = (NextBlockProof(), BlockStepProof())
    noBlock.frame = after
    try isRefused(.next(noBlock), at: count)
    (noStep.derivation, noStep.witness.execution) = (after.derivation, after.execution)
    try isRefused(.step(noStep), at: count)
    var frame = MachineFrame()
    (frame.derivation, frame.execution) = (step.derivation, step.witness.execution)
    try isRefused(.identity(frame), at: next + 1)
    // The first step of an entry takes it in, and no other does.
    #expect(throws: StepProofFault.wrongKind) {
      let question = try scene.question(0, ofEntry: 1)
      return try judge.rootAfterStep(question, proof: MachineProof.identity(after).bytes)
    }
  }

  @Test func `of another block, or with more than it takes, is refused`() throws {
    let scene = try CrashScene()
    var block = try proof(ofBlock: 3, in: scene)
    let other = try proof(ofBlock: 4, in: scene)
    let first = try #require(scene.truth.firstStep(ofBlock: 3)).stepIndex
    let question = try scene.question(first, ofEntry: 1)
    block.inputs = other.inputs
    #expect(throws: StepProofFault.wrongInputs) {
      try judge.rootAfterStep(question, proof: MachineProof.next(block).bytes)
    }
    block.siblings = other.siblings
    #expect(throws: StepProofFault.wrongInputs) {
      try judge.rootAfterStep(question, proof: MachineProof.next(block).bytes)
    }
    block.inputs.items.count = 65_537
    #expect(throws: StepProofFault.impossibleState) {
      try judge.rootAfterStep(question, proof: MachineProof.next(block).bytes)
    }
    block = try proof(ofBlock: 3, in: scene)
    var execution = scene.rollup.blocks[2].before
    let log = AccessLog()
    _ = try execution.recording(into: log).state.accounts.read(4)
    block.frame.execution = ExecutionProof(of: &execution, showing: log.touched)
    #expect(throws: StepProofFault.superfluous) {
      try judge.rootAfterStep(question, proof: MachineProof.next(block).bytes)
    }
  }

  private func proof(ofBlock number: UInt64, in scene: CrashScene) throws -> NextBlockProof {
    let (entry, step) = try #require(scene.truth.firstStep(ofBlock: number))
    guard case .next(let proof) = try MachineProof(bytes: scene.truth.proof(ofStep: step, ofEntry: entry)) else {
      throw StepProofFault.wrongKind
    }
    return proof
  }

  @Test func `of the first step needs the L1's own bytes and messages`() throws {
    let scene = try CrashScene()
    let proof = try scene.truth.proof(ofStep: 0, ofEntry: 1)
    #expect(throws: StepProofFault.wrongInputs) {
      try judge.rootAfterStep(scene.question(0, ofEntry: 1, batch: [1]), proof: proof)
    }
    // The machine before the second entry does not take the first.
    let before = try scene.question(0, ofEntry: 1).preRoot
    #expect(throws: StepProofFault.wrongInputs) {
      try judge.rootAfterStep(scene.question(0, ofEntry: 0, from: before), proof: proof)
    }
  }
}
