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
    let next = lastClaim(in: contracts.claims).map { $0.claim.entryIndex + 1 } ?? 0
    return next < contracts.batchInbox.entryCount ? contracts.batchInbox.entries[Int(next)] : nil
  }

  /// The claim that the root after `entry`, the next one, is `machineRoot`. It builds on this claimant's last claim.
  public func claim(_ machineRoot: Bytes32, after entry: BatchEntry, in contracts: Contracts) -> L1Call {
    let parent = lastClaim(in: contracts.claims).map { UInt64($0.index) }
    return .claim(
      ClaimCall(
        parent: parent.map { Link($0) } ?? .none,
        parentIdentity: parent.map { contracts.claims.identity(of: $0) } ?? Bytes32(), entryIndex: entry.index,
        entryAccumulator: contracts.batchInbox.accumulators[Int(entry.index) + 1], machineRoot: machineRoot,
        bondAtoms: bondAtoms))
  }

  private func lastClaim(in claims: Claims) -> (index: Int, claim: Claim)? {
    claims.all.lastIndex { $0.claimant == claimant }.map { ($0, claims.all[$0]) }
  }
}

extension Proposer {
  /// The machine's root after `entry`, told by the sequencer itself: it has executed the blocks, and needs no
  /// derivation to know what comes of it.
  ///
  /// - Parameters:
  ///   - accumulator: `BatchInbox`'s, after `entry`.
  ///   - inputsRoots: of the entry's blocks, all of them the sequencer's own.
  ///   - executionRoot: `Execution.root()` after the last of them.
  public static func machineRoot(
    after entry: BatchEntry, accumulator: Bytes32, inputsRoots: [Bytes32], executionRoot: Bytes32
  ) -> Bytes32 {
    var derivation = Derivation(entry, accumulator: accumulator, inputsRoots: inputsRoots, isFallback: false)
    derivation.blockIndex = derivation.blockCount
    return Machine.root(derivation, executionRoot: executionRoot)
  }
}
