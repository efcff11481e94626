import Cryptography
import Foundation
import FraudProofs
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import TestSupport
import Testing

private let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] != nil

/// In a dispute anybody may claim any root, also that of a machine that he made up, and prove that machine truly.
@Suite struct `A step of a machine that was made up` {
  @Test func `leads to a root or ends in a fault, whatever the machine says`() throws {
    let seed = Seeds.all.last ?? 0
    let scene = try CrashScene()
    var (random, answers) = (SplitMix64(seed: seed), [String: Int]())
    for entry in UInt64(0)..<3 {
      for step in 0..<(try scene.truth.stepCount(ofEntry: entry) + 1) {
        let proof = try MachineProof(bytes: scene.truth.proof(ofStep: step, ofEntry: entry))
        for _ in 0..<(isFull ? 200 : 20) {
          var machine = MadeUpMachine(proof)
          try machine.change(using: &random)
          let fault = try machine.fault(atStep: step, ofEntry: entry, in: scene)
          answers[fault.map { Mirror(reflecting: $0).children.first?.label ?? "\($0)" } ?? "root", default: 0] += 1
        }
      }
    }
    for answer in ["root", "impossibleState", "undecodable"] {
      #expect(answers[answer, default: 0] > 10, "seed \(seed): \(answers)")
    }
    #expect(answers["wrongPreRoot"] == nil, "seed \(seed): \(answers)")
  }
}

/// A machine that no chain has, with a true proof of it.
private struct MadeUpMachine {
  private var proof: MachineProof

  init(_ proof: MachineProof) { self.proof = proof }

  /// Puts another number into one or two places.
  mutating func change(using random: inout SplitMix64) throws {
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      switch proof {
      case .decode(var frame):
        try frame.change(using: &random)
        proof = .decode(frame)
      case .identity(var frame):
        try frame.change(using: &random)
        proof = .identity(frame)
      case .next(var next):
        if random.oneIn(2) { try next.changeInputs(using: &random) } else { try next.frame.change(using: &random) }
        proof = .next(next)
      case .step(var step):
        var frame = MachineFrame()
        (frame.derivation, frame.execution) = (step.derivation, step.witness.execution)
        try frame.change(using: &random)
        (step.derivation, step.witness.execution) = (frame.derivation, frame.execution)
        proof = .step(step)
      }
    }
  }

  /// What the judge finds wrong from whatever root the machine has, which the judge itself tells; nil if it finds a root.
  mutating func fault(
    atStep step: UInt64, ofEntry entry: UInt64, in scene: CrashScene
  ) throws -> StepProofFault? {
    let judge = MachineJudge(rules: TestRollup.rules)
    var question = try scene.question(step, ofEntry: entry)
    for _ in 0..<4 {
      do throws(StepProofFault) {
        _ = try judge.rootAfterStep(question, proof: proof.bytes)
        return nil
      } catch {
        guard case .wrongPreRoot(let expected, let found) = error else { return error }
        if expected == question.preRoot {
          question = try scene.question(step, ofEntry: entry, from: found)
        } else if case .step(var inner) = proof {
          inner.witness.preRoot = expected
          proof = .step(inner)
        }
      }
    }
    return .wrongPreRoot(expected: question.preRoot, found: question.preRoot)
  }
}

extension MachineFrame {
  fileprivate mutating func change(using random: inout SplitMix64) throws {
    guard random.oneIn(2) else {
      let bytes = derivation.encoded()
      // A flag that is neither true nor false would be all that is wrong.
      derivation = try Derivation.decoded(
        Array(bytes.dropLast()).changedSomewhere(like: bytes, using: &random) + bytes.suffix(1))
      return
    }
    var leaves = execution.leaves.elements
    let (place, other) = (
      Int.random(in: leaves.indices, using: &random), Int.random(in: leaves.indices, using: &random)
    )
    leaves[place] = try ByteList(leaves[place].bytes.changedSomewhere(like: leaves[other].bytes, using: &random))
    execution.leaves = try BoundedList(leaves)
  }
}

extension NextBlockProof {
  /// Changes what the block has to read, to which the made-up machine then commits.
  fileprivate mutating func changeInputs(using random: inout SplitMix64) throws {
    let bytes = inputs.encoded()
    inputs = try InputsSummary.decoded(bytes.changedSomewhere(like: bytes, using: &random))
    let position = GeneralizedIndex.root.descendant(depth: 21, position: UInt64(frame.derivation.blockIndex & 0xf_ffff))
    let branch = MerkleBranch(index: position, siblings: siblings.elements)
    frame.derivation.blocksRoot = try branch.root(of: inputs.hashTreeRoot())
  }
}
