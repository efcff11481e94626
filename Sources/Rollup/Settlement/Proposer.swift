import Cryptography
import Ledger
import MockL1

/// Claims the machine's root after each entry. It keeps nothing: what is claimed is on the L1, also after a reorg.
public struct Proposer: Equatable, Sendable {
  public let claimant: Address
  public let bondAtoms: UInt64

  public init(claimant: Address, bondAtoms: UInt64) {
    self.claimant = claimant
    self.bondAtoms = bondAtoms
  }

  /// The first entry that this claimant has not claimed; nil if there is none yet.
  public func nextEntry(in contracts: Contracts) -> BatchEntry? {
    Self.entry(after: ownBase(in: contracts.claims), in: contracts)
  }

  /// The claim that the root after `entry`, the next one, is `machineRoot`. It builds on this claimant's last claim.
  public func claim(_ machineRoot: Bytes32, after entry: BatchEntry, in contracts: Contracts) -> L1Call {
    claim(machineRoot, after: entry, on: ownBase(in: contracts.claims), in: contracts)
  }

  /// The claim on the next entry after all right claims, whoever made them, by somebody who trusts only his own trace;
  /// nil if all entries are claimed rightly. A claim that is wrong, rests on a wrong one, or was superseded is as none.
  public func nextClaim(in contracts: Contracts, by trace: some DisputeTrace) throws(TraceGap) -> L1Call? {
    var audit = ClaimAudit(contracts.claims, by: trace)
    var base = Link.none
    // A claim that stands rests on the last settled one, and was made after it.
    for index in Int(contracts.claims.lastSettled.index ?? 0)..<contracts.claims.all.count
    where stands(UInt64(index), in: contracts.claims) {
      let claim = contracts.claims.all[index]
      guard base.index.map({ contracts.claims.all[Int($0)].entryIndex < claim.entryIndex }) ?? true else { continue }
      if try audit.isRight(UInt64(index)) { base = Link(UInt64(index)) }
    }
    guard let entry = Self.entry(after: base, in: contracts) else { return nil }
    return claim(try trace.root(afterEntry: entry.index), after: entry, on: base, in: contracts)
  }

  private func claim(
    _ machineRoot: Bytes32, after entry: BatchEntry, on base: Link, in contracts: Contracts
  ) -> L1Call {
    .claim(
      ClaimCall(
        parent: base, parentIdentity: base.index.map { contracts.claims.identity(of: $0) } ?? Bytes32(),
        entryIndex: entry.index, entryAccumulator: contracts.batchInbox.accumulators[Int(entry.index) + 1],
        machineRoot: machineRoot, bondAtoms: bondAtoms))
  }

  private static func entry(after base: Link, in contracts: Contracts) -> BatchEntry? {
    let next = base.index.map { contracts.claims.all[Int($0)].entryIndex + 1 } ?? 0
    return next < contracts.batchInbox.entryCount ? contracts.batchInbox.entries[Int(next)] : nil
  }

  /// This claimant's last claim that stands, or else the last settled one.
  private func ownBase(in claims: Claims) -> Link {
    let last = claims.all.indices.last {
      claims.all[$0].claimant == claimant && stands(UInt64($0), in: claims)
    }
    return last.map { Link(UInt64($0)) } ?? claims.lastSettled
  }

  /// Whether a claim can still be settled, or is the last one that was: others can be built on it.
  private func stands(_ claimIndex: UInt64, in claims: Claims) -> Bool {
    switch claims.status(of: claimIndex) {
    case .pending, .challenged: true
    case .settled: claims.lastSettled == Link(claimIndex)
    case .defeated, .superseded, nil: false
    }
  }
}

extension Proposer {
  /// The machine's root after `entry`, told by the sequencer itself: it has executed the blocks, and needs no
  /// derivation to know what comes of it.
  ///
  /// - Parameters:
  ///   - accumulator: `BatchInbox`'s, after `entry`.
  ///   - inputsRoots: of the entry's blocks: of a batch, all of them the sequencer's own; of a forced entry, none of them.
  ///   - executionRoot: `Execution.root()` after the last of them.
  public static func machineRoot(
    after entry: BatchEntry, accumulator: Bytes32, inputsRoots: [Bytes32], executionRoot: Bytes32
  ) -> Bytes32 {
    let derivation = derivation(after: entry, accumulator: accumulator, inputsRoots: inputsRoots)
    return Machine.root(derivation, executionRoot: executionRoot)
  }

  /// The first part of the machine after `entry`: what stands beside the execution. Parameters as of `machineRoot`.
  public static func derivation(
    after entry: BatchEntry, accumulator: Bytes32, inputsRoots: [Bytes32]
  ) -> Derivation {
    var derivation = Derivation(
      entry, accumulator: accumulator, inputsRoots: inputsRoots,
      isFallback: entry.kind == .forced && !inputsRoots.isEmpty)
    derivation.blockIndex = derivation.blockCount
    return derivation
  }
}
