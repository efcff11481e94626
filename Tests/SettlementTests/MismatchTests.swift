import Cryptography
import FraudProofs
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import Testing
import Units

@Suite struct `A block that is not what it is claimed to be` {
  /// Owners are funded in block 1; block 2 holds prices, orders and noise. Block 2, as derived.
  private func derived() throws -> DerivedBlock {
    var rollup = try TestRollup(seed: 11)
    for user in 0..<4 { rollup.deposit(1_000_000_000, by: user) }
    rollup.mine()
    rollup.seal(try rollup.emptyInputs(inboxUpTo: 4))
    rollup.deposit(7, by: 2)
    rollup.mine()
    var inputs = try rollup.randomInputs()
    inputs.messages = try rollup.emptyInputs(inboxUpTo: 5).messages
    inputs.items = try BoundedList(inputs.items.elements + (0..<6).map { _ in try ByteList(rollup.order()) })
    rollup.seal(inputs)
    rollup.post(try rollup.batch(from: 1))
    rollup.mine()
    var machine = rollup.machine
    #expect(try rollup.decodeNext(into: &machine) == nil)
    _ = machine.deriveNext()
    let block = machine.deriveNext()
    return try #require(block)
  }

  @Test func `is no mismatch when the headers agree`() throws {
    let block = try derived()
    #expect(block.mismatch(with: block.header, inputs: BlockInputs()) == nil)
  }

  @Test func `is named by the first header field that differs, causes first`() throws {
    let block = try derived()
    guard case .container(let fields) = block.header.plainValue else { return }
    for field in fields {
      var changed = block.header
      changed.change(field.name)
      #expect(HeaderDifference(derived: block.header, claimed: changed)?.field == field.name)
    }
    var all = block.header
    for field in ["stateRoot", "receiptsRoot", "inputsRoot", "stepCount"] { all.change(field) }
    #expect(block.mismatch(with: all)?.header.field == "inputsRoot")
  }

  @Test func `is named by the first input that differs, and the step that reads it`() throws {
    let block = try derived()
    let inputs = block.inputs.inputs
    func mismatch(_ change: (inout BlockInputs) throws -> Void) throws -> DerivationMismatch? {
      var claimed = inputs
      try change(&claimed)
      var header = block.header
      header.inputsRoot = claimed.hashTreeRoot()
      return block.mismatch(with: header, inputs: claimed)
    }
    let late = try mismatch { $0.timestampMs += 1 }
    #expect(late?.input?.part == .timestampMs && late?.step?.index == 0 && late?.step?.kind.phase == .open)
    let deposit = try mismatch { $0.messages = BoundedList() }
    #expect(deposit?.input?.part == .message && deposit?.step?.index == 1 && deposit?.input?.claimed == nil)
    let report = try mismatch { $0.reports = try BoundedList([$0.reports.elements[0]]) }
    #expect(report?.input?.part == .report && report?.input?.index == 1 && report?.step?.kind.phase == .oracle)
    let last = inputs.items.count - 1
    let item = try mismatch { $0.items = try BoundedList($0.items.elements.dropLast() + [ByteList([1])]) }
    #expect(item?.input?.part == .item && item?.input?.index == last && item?.step?.kind.phase == .items)
    let trace = ExecutionTrace(of: block.inputs, on: block.before)
    #expect(trace.kinds.elements[item?.step?.index ?? 0] == item?.step?.kind)
    let extra = try mismatch { $0.items = try BoundedList($0.items.elements + [ByteList([1])]) }
    #expect(extra?.input?.index == last + 1 && extra?.input?.derived == nil && extra?.step?.kind.phase == .close)
  }

  @Test func `is described in one sentence`() throws {
    let block = try derived()
    var inputs = block.inputs.inputs
    inputs.items = try BoundedList([ByteList([1])] + inputs.items.elements.dropFirst())
    var header = block.header
    header.inputsRoot = inputs.hashTreeRoot()
    let mismatch = try #require(block.mismatch(with: header, inputs: inputs))
    // OPEN, a message, two reports, a mark, funding, three timers and stops of one market, and what finds nobody to liquidate.
    let (derived, claimed) = (block.header.inputsRoot, header.inputsRoot)
    #expect(
      mismatch.description
        == "block 2: inputsRoot is \(derived) by the L1 and \(claimed) by claim; item 0 differs; step 12 (items)")
    header = block.header
    header.stepCount = 1
    let plain = block.mismatch(with: header)?.description
    #expect(plain == "block 2: stepCount is \(block.header.stepCount) by the L1 and 1 by claim")
  }

  @Test func `is contradicted at the step from which its trace is wrong`() throws {
    let block = try derived()
    let honest = ExecutionTrace(of: block.inputs, on: block.before)
    #expect(honest.blockNumber == block.header.number)
    #expect(UInt64(honest.roots.count) == block.header.stepCount)
    for lie in 0..<honest.roots.count {
      var execution = block.before
      var recorder = TraceRecorder(beginning: block.inputs, on: &execution)
      var journal = Journal()
      while !execution.isIdle {
        if recorder.stepCount == lie { execution.state.totals.deposited = Notional(atoms: 1) }
        recorder.step(block.inputs, on: &execution, into: &journal)
      }
      let header = try #require(journal.header)
      let trace = try ExecutionTrace.decoded(recorder.trace.encoded())
      let mismatch = try #require(block.mismatch(with: header, inputs: block.inputs.inputs, trace: trace))
      #expect(mismatch.header.field == "stateRoot")
      #expect(mismatch.step?.index == lie)
      #expect(mismatch.step?.kind == honest.kinds.elements[lie])
    }
  }
}

@Suite struct `A trace` {
  private func trace(_ bytes: [UInt8]) throws -> ExecutionTrace {
    var trace = ExecutionTrace()
    trace.roots = try BoundedList(bytes.map { SHA256.hash([$0]) })
    trace.kinds = try BoundedList(bytes.map { _ in StepKind() })
    return trace
  }

  @Test func `parts from another where the first root differs or one of them ends`() throws {
    let own = try trace([1, 2, 3])
    #expect(own.firstDifference(from: own) == nil)
    #expect(
      own.firstDifference(from: try trace([1, 9, 3]))
        == .step(index: 1, kind: StepKind(), own: SHA256.hash([2]), other: SHA256.hash([9])))
    #expect(
      own.firstDifference(from: try trace([1, 2]))
        == .step(index: 2, kind: StepKind(), own: SHA256.hash([3]), other: nil))
    #expect(
      own.firstDifference(from: try trace([1, 2, 3, 4]))
        == .step(index: 3, kind: StepKind(), own: nil, other: SHA256.hash([4])))
    var other = own
    other.start = SHA256.hash([0])
    #expect(own.firstDifference(from: other) == .start(own: own.start, other: other.start))
  }
}

/// Makes a field of a header, found by its name, another.
private struct FieldChanger: SSZFieldVisitor {
  let name: String

  mutating func field<T: SSZCodable>(_ name: StaticString, _ value: inout T) {
    guard name.description == self.name else { return }
    var bytes = value.encoded()
    bytes[0] ^= 1
    if let changed = try? T.decoded(bytes) { value = changed }
  }
}

extension BlockHeader {
  fileprivate mutating func change(_ field: String) {
    var changer = FieldChanger(name: field)
    visit(&changer)
  }
}
