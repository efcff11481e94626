import Cryptography
import FraudProofs
import Ledger
import Merkle
import SSZ
import StateTransition
import TestSupport
import Testing
import Threading

/// Carries out blocks, and shows of each step that its witness alone leads to the same root.
final class StepProver: Sendable {
  /// What has been proven, so that a test can say that it was not in vain.
  struct Counts {
    var blocks = 0
    var sizes: [String: [Int]] = [:]
    var forgeries = 0

    var steps: Int { sizes.values.reduce(0) { $0 + $1.count } }
  }

  private let counts = Locked(Counts())
  private let random: Locked<SplitMix64>
  /// One step in so many is also forged in every way.
  private let forgeryInterval: Int
  /// Takes every step on states besides that no chain has.
  private let liar: Liar?

  init(seed: UInt64, forgingOneIn forgeryInterval: Int, telling liar: Liar? = nil) {
    random = Locked(SplitMix64(seed: seed))
    self.forgeryInterval = forgeryInterval
    self.liar = liar
  }

  var found: Counts { counts.withLock { $0 } }

  func prove(_ inputs: KnownInputs, on execution: inout Execution) throws -> Journal {
    let tree = InputsTree(inputs.inputs)
    execution.begin(inputs.inputs)
    #expect(tree.root == execution.building.inputsRoot)
    var journal = Journal()
    while !execution.isIdle {
      let witness = StepWitness(of: &execution, inputs, tree: tree)
      let (before, preRoot) = (execution, execution.root())
      try execution.step(inputs, into: &journal)
      let kind = "\(StepKind(next: before))"
      let step = try witness.verify(from: preRoot)
      #expect(step.preRoot == preRoot, "\(kind)")
      #expect(step.postRoot == execution.root(), "\(kind)")
      let bytes = witness.encoded()
      #expect(try StepWitness(bytes: bytes) == witness)
      counts.withLock { $0.sizes[kind, default: []].append(bytes.count) }
      if random.withLock({ $0.oneIn(forgeryInterval) }) { try forge(witness, preRoot, kind) }
      try liar?.tell(about: witness, kind)
    }
    counts.withLock { $0.blocks += 1 }
    return journal
  }

  /// Changes each part of a witness once: nobody who knows the root before the step is taken in.
  private func forge(_ witness: StepWitness, _ preRoot: Bytes32, _ kind: String) throws {
    for forgery in try random.withLock({ try witness.forgeries(&$0) }) {
      let refusal = #expect(throws: WitnessFault.self, "\(kind): \(forgery.name)") {
        try forgery.witness.verify(from: preRoot)
      }
      if refusal == nil { break }
      counts.withLock { $0.forgeries += 1 }
    }
  }
}

/// A witness in which one thing is not as it should be.
struct Forgery {
  let name: String
  let witness: StepWitness

  init(_ name: String, _ witness: StepWitness) {
    self.name = name
    self.witness = witness
  }
}

extension StepWitness {
  /// Every single leaf, helper and sibling changed, left out, doubled, and some more.
  func forgeries(_ random: inout SplitMix64) throws -> [Forgery] {
    var other = self
    other.preRoot = Bytes32(loading: preRoot.bytes.changed(&random), at: 0)
    return try [Forgery("root changed", other)] + leafForgeries(&random) + helperForgeries(&random)
      + inputForgeries(&random)
  }

  private func with(_ change: (inout ExecutionProof) throws -> Void) rethrows -> StepWitness {
    var copy = self
    try change(&copy.execution)
    return copy
  }

  private func leafForgeries(_ random: inout SplitMix64) throws -> [Forgery] {
    var found: [Forgery] = []
    let (positions, leaves) = (execution.positions.elements, execution.leaves.elements)
    for place in positions.indices {
      var changed = leaves
      changed[place] = try ByteList(leaves[place].bytes.changed(&random))
      found.append(Forgery("leaf \(positions[place]) changed", try with { $0.leaves = try BoundedList(changed) }))
      var (fewerPositions, fewerLeaves) = (positions, leaves)
      fewerPositions.remove(at: place)
      fewerLeaves.remove(at: place)
      found.append(
        Forgery(
          "leaf \(positions[place]) left out",
          try with { ($0.positions, $0.leaves) = (try BoundedList(fewerPositions), try BoundedList(fewerLeaves)) }))
      for (name, position) in [
        ("doubled", positions[place]), ("child", positions[place] * 2), ("parent", positions[place] / 2),
        ("neighbour", positions[place] ^ 1),
      ] {
        var (morePositions, moreLeaves) = (positions, leaves)
        let index = morePositions.firstIndex { $0 > position } ?? morePositions.count
        morePositions.insert(position, at: index)
        moreLeaves.insert(leaves[place], at: index)
        found.append(
          Forgery(
            "leaf \(positions[place]) with \(name)",
            try with { ($0.positions, $0.leaves) = (try BoundedList(morePositions), try BoundedList(moreLeaves)) }))
      }
    }
    return found
  }

  private func helperForgeries(_ random: inout SplitMix64) throws -> [Forgery] {
    var found: [Forgery] = []
    let (heights, helpers) = (execution.heights.bytes, execution.helpers.elements)
    for place in helpers.indices {
      var (changed, fewer, more) = (helpers, helpers, helpers)
      changed[place] = Bytes32(loading: Array(helpers[place].bytes).changed(&random), at: 0)
      fewer.remove(at: place)
      more.insert(helpers[place], at: place)
      for (name, list) in [("changed", changed), ("left out", fewer), ("doubled", more)] {
        found.append(Forgery("helper \(place) \(name)", try with { $0.helpers = try BoundedList(list) }))
      }
    }
    for place in heights.indices {
      var changed = heights
      changed[place] = changed[place] == 255 ? random.next() % 2 == 0 ? 0 : 66 : changed[place] + 1
      found.append(Forgery("height \(place) changed", try with { $0.heights = try ByteList(changed) }))
    }
    return found
  }

  private func inputForgeries(_ random: inout SplitMix64) throws -> [Forgery] {
    guard let input = input.elements.first else { return [] }
    var none = self
    none.input = BoundedList()
    var found = [Forgery("no input", none)]
    for place in input.siblings.elements.indices {
      var siblings = input.siblings.elements
      siblings[place] = Bytes32(loading: Array(siblings[place].bytes).changed(&random), at: 0)
      found.append(Forgery("sibling \(place)", try with(input) { $0.siblings = try BoundedList(siblings) }))
    }
    found.append(
      Forgery("input changed", try with(input) { $0.value = try ByteList(input.value.bytes.changed(&random)) }))
    for position in [input.position + 1, input.position ^ 1, input.position * 2, 0] {
      found.append(Forgery("input moved", try with(input) { $0.position = position }))
    }
    return found
  }

  private func with(_ input: InputProof, _ change: (inout InputProof) throws -> Void) throws -> StepWitness {
    var (copy, changed) = (self, input)
    try change(&changed)
    copy.input = try BoundedList([changed])
    return copy
  }
}

extension [UInt8] {
  /// One bit is another; one byte more where there was none.
  fileprivate func changed(_ random: inout SplitMix64) -> [UInt8] {
    guard !isEmpty else { return [1] }
    var copy = self
    copy[Int.random(in: indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    return copy
  }
}
