import Cryptography
import FraudProofs
import JSON
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import Units

/// What came of deriving a chain from its genesis and its L1 alone.
public struct DerivationReport: Sendable {
  public internal(set) var batches: UInt64 = 0
  public internal(set) var blocks: UInt64 = 0
  public internal(set) var transactions = 0
  public internal(set) var stateRoot = Bytes32()
  public internal(set) var lastHash = Bytes32()
  /// The sequencer's claims on the L1 that were compared with the machine's own root.
  public internal(set) var claims: UInt64 = 0
  /// Blocks that are sealed and not on the L1 yet.
  public internal(set) var unposted: UInt64 = 0
  /// Oddities that do not by themselves make a difference, in order.
  public internal(set) var notes: [String] = []
  public internal(set) var difference: Difference?

  /// The first thing in which the sequencer's chain is not what follows from the L1.
  public struct Difference: Equatable, Sendable {
    public let block: UInt64
    /// The header's field, or `missing` where no such block follows from the L1.
    public let field: String
    public let derived: String
    public let claimed: String
    /// In words: which input, which step.
    public var details: [String] = []
    /// Where it is known: the step, counted from 0, and what it does.
    public var step: Int?
    public var stepKind: String?
  }

  public var json: JSONValue {
    [
      "batches": .count(batches), "blocks": .count(blocks), "transactions": .count(transactions),
      "claims": .count(claims), "unposted": .count(unposted), "state_root": .hash(stateRoot),
      "last_block": .hash(lastHash), "agrees": .bool(difference == nil), "notes": .array(notes.map { .string($0) }),
      "difference": difference.map(Self.json) ?? .null,
    ]
  }

  private static func json(_ difference: Difference) -> JSONValue {
    [
      "block": .count(difference.block), "field": .string(difference.field), "derived": .string(difference.derived),
      "claimed": .string(difference.claimed), "step": difference.step.map { .count($0) } ?? .null,
      "step_kind": difference.stepKind.map { .string($0) } ?? .null,
      "details": .array(difference.details.map { .string($0) }),
    ]
  }

  public var text: String {
    var text = ""
    for note in notes { text += "note: \(note)\n" }
    if let difference {
      text += """
        DIFFERENT at block \(difference.block), header field \(difference.field)
          derived from the L1  \(difference.derived)
          in chain.db          \(difference.claimed)

        """
      for detail in difference.details { text += "  \(detail)\n" }
      return text
    }
    text += """
      \(blocks) blocks from \(batches) batches, \(transactions) transactions: every hash and root agrees
      \(claims) claims on the L1 agree; \(unposted) sealed blocks are not on the L1 yet
      state root \(stateRoot)

      """
    return text
  }
}

extension ChainFiles {
  /// Derives every block from `genesis.json` and `l1.db`, then compares it with `chain.db`. Ends at the first difference.
  ///
  /// - Parameter progress: told the batches done and their number.
  public func derive(progress: (UInt64, UInt64) -> Void = { _, _ in }) throws -> DerivationReport {
    var machine = Machine(genesis: try genesis.genesis.state(), rules: genesis.rules)
    var report = DerivationReport()
    var start = machine.execution.state
    report.stateRoot = start.root()
    let (count, claims) = (try entryCount, try claims())
    while machine.derivation.batchCount < count {
      guard let batch = try entries(from: machine.derivation.batchCount, limit: 1).first else { break }
      try derive(batch, with: &machine, into: &report)
      guard report.difference == nil else { return report }
      compare(claims[batch.entry.index] ?? [], with: machine.root(), into: &report)
      progress(report.batches, count)
      if report.difference != nil { return report }
    }
    report.unposted = try lastBlock - report.blocks
    return report
  }

  private func derive(
    _ batch: PostedBatch, with machine: inout Machine, into report: inout DerivationReport
  ) throws {
    let index = batch.entry.index
    if SHA256.hash(batch.data) != batch.entry.dataHash {
      report.notes.append("the data of batch \(index) is not what the L1 has committed to by its hash")
    }
    let read = machine.execution.state.inbox.read
    let fault = try machine.decode(batch, messages: try messages(from: read, upTo: batch.entry.inboxUpTo))
    if let fault { report.notes.append("batch \(index): \(fault)") }
    let domain = machine.execution.domain
    while let derived = machine.deriveNext(preparing: { PreparedInputs.block($0, domain: domain) }) {
      report.blocks = derived.header.number
      report.transactions += derived.inputs.inputs.items.count
      report.stateRoot = derived.header.stateRoot
      report.lastHash = derived.header.hash
      report.difference = try difference(of: derived)
      if report.difference != nil { return }
    }
    report.batches = index + 1
    if fault != nil { try noteMissing(after: machine, of: batch.entry, into: &report) }
  }

  private func difference(of derived: DerivedBlock) throws -> DerivationReport.Difference? {
    let number = derived.header.number
    guard let claimed = try block(number) else {
      return DerivationReport.Difference(
        block: number, field: "missing", derived: derived.header.hash.hex, claimed: "no such block")
    }
    guard
      let mismatch = derived.mismatch(with: claimed.header, inputs: claimed.inputs, trace: try trace(number))
    else { return nil }
    var difference = DerivationReport.Difference(
      block: number, field: mismatch.header.field, derived: mismatch.header.derived.json.plainText,
      claimed: mismatch.header.claimed.json.plainText)
    if let input = mismatch.input {
      difference.details.append("the inputs differ first in \(input.part.rawValue) \(input.index)")
    }
    if let step = mismatch.step {
      difference.step = step.index
      difference.stepKind = "\(step.kind)"
      difference.details.append("step \(step.index) of the block (\(step.kind)) is the first that differs")
    }
    return difference
  }

  /// After a faulty batch: the first block that the sequencer has sealed and that does not follow from the L1. One of a later
  /// term is not of this batch: it was made again.
  private func noteMissing(
    after machine: Machine, of entry: BatchEntry, into report: inout DerivationReport
  ) throws {
    let next = machine.execution.state.clock.blockNumber + 1
    guard let claimed = try block(next), claimed.header.epoch <= entry.epoch else { return }
    report.difference = DerivationReport.Difference(
      block: next, field: "missing", derived: "no such block: its batch is faulty", claimed: claimed.hash.hex,
      details: report.notes.suffix(2))
  }

  /// A wrong claim of the sequencer's is a difference; that of somebody else is not the chain's fault.
  private func compare(
    _ claims: [(index: UInt64, claim: Claim)], with root: Bytes32, into report: inout DerivationReport
  ) {
    for (index, claim) in claims {
      let isOwn = claim.claimant == genesis.l1.sequencer
      report.claims += isOwn ? 1 : 0
      guard claim.machineRoot != root else { continue }
      guard isOwn else {
        report.notes.append("claim \(index) is wrong: \(claim.claimant.checksummed) says \(claim.machineRoot)")
        continue
      }
      report.difference = DerivationReport.Difference(
        block: report.blocks, field: "machineRoot of claim \(index)", derived: root.hex, claimed: claim.machineRoot.hex)
      return
    }
  }
}

extension JSONValue {
  /// A string without its quotes; anything else as JSON.
  fileprivate var plainText: String { stringValue ?? description }
}
