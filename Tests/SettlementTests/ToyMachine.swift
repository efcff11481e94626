import Cryptography
import MockL1
import SSZ
import Settlement

/// A machine whose root is all of its state: each step hashes it once more, and entry k takes 1 + k mod `stepLimit`
/// steps. The first one takes the batch's bytes in.
struct ToyMachine: StepJudge {
  let stepLimit: UInt64

  /// The steps that change something.
  func stepCount(of entryIndex: UInt64) -> UInt64 { 1 + entryIndex % stepLimit }

  func root(after root: Bytes32, step stepIndex: UInt64, of entryIndex: UInt64, batchHash: Bytes32) -> Bytes32 {
    guard stepIndex < stepCount(of: entryIndex) else { return root }
    return SHA256.hash(root, stepIndex == 0 ? batchHash : entryIndex.hashTreeRoot())
  }

  /// The root before the step, and one byte more.
  static func proof(_ root: Bytes32) -> [UInt8] { root.bytes + [1] }

  func rootAfterStep(_ question: StepQuestion, proof: [UInt8]) throws(StepProofFault) -> Bytes32 {
    guard proof.count == 33, proof[32] == 1 else { throw .undecodable }
    let found = Bytes32(proof[0..<32])
    guard found == question.preRoot else { throw .wrongPreRoot(expected: question.preRoot, found: found) }
    let hash = question.stepIndex == 0 ? SHA256.hash(question.batch) : Bytes32()
    return root(after: question.preRoot, step: question.stepIndex, of: question.entryIndex, batchHash: hash)
  }
}

/// What a toy machine does with some batches, or what somebody says it does.
struct ToyTrace: DisputeTrace {
  let genesisRoot: Bytes32
  /// Of each entry, after each of its steps.
  private var roots: [[Bytes32]] = []

  /// - Parameter lie: a step whose root is another one. What follows is carried out from there as it should be: no liar
  ///   is harder to catch.
  init(
    _ machine: ToyMachine, from genesisRoot: Bytes32, batchHashes: [Bytes32],
    lie: (entry: UInt64, step: UInt64, root: Bytes32)? = nil
  ) {
    self.genesisRoot = genesisRoot
    var root = genesisRoot
    for (entry, hash) in zip(UInt64(0)..., batchHashes) {
      roots.append([])
      for step in 0..<machine.stepCount(of: entry) {
        root = machine.root(after: root, step: step, of: entry, batchHash: hash)
        if let lie, lie.entry == entry, lie.step == step { root = lie.root }
        roots[Int(entry)].append(root)
      }
    }
  }

  func root(afterEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32 {
    guard entryIndex < roots.count else { throw TraceGap(entryIndex: entryIndex) }
    return roots[Int(entryIndex)][roots[Int(entryIndex)].count - 1]
  }

  func root(afterStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> Bytes32 {
    let last = try root(afterEntry: entryIndex)
    let steps = roots[Int(entryIndex)]
    return stepIndex < steps.count ? steps[Int(stepIndex)] : last
  }

  func proof(ofStep stepIndex: UInt64, ofEntry entryIndex: UInt64) throws(TraceGap) -> [UInt8] {
    if stepIndex > 0 { return ToyMachine.proof(try root(afterStep: stepIndex - 1, ofEntry: entryIndex)) }
    return ToyMachine.proof(entryIndex > 0 ? try root(afterEntry: entryIndex - 1) : genesisRoot)
  }
}
