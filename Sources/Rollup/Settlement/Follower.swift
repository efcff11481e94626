import Cryptography
import Ledger
import MockL1
import StateTransition

/// Somebody who has the genesis, sees the L1, and hears of the sequencer's blocks before they are there.
///
/// It believes nobody: what the L1 has it derives, and what it hears it carries out. Where the L1 says otherwise than it has
/// heard, the L1 is right; what stands behind that by ``Rebuild/standingCount(of:on:reading:)`` is kept, and nothing else.
///
/// ```swift
/// let turn = follower.hear(block)                                                     // in any order, any number of times
/// let turn = try follower.follow(chain.contracts, atBlock: number, reading: sidecars) // at every L1 block
/// ```
///
/// Nothing is kept of the blocks before the last final entry but the state after them. The states behind it share what did
/// not change.
public struct Follower: Sendable {
  /// Who signs blocks before the L1 has them.
  public let sequencer: Address
  /// How many L1 blocks must follow one until it counts as final.
  public let finalityDepth: UInt64
  let prepare: @Sendable (BlockInputs) -> KnownInputs
  /// After the last final entry.
  var finalMachine: Machine
  /// Behind the last final one.
  var entries: [FollowedEntry] = []
  /// Behind the final ones: first those that `entries` stand for, then those that are only announced.
  var blocks: [FollowedBlock] = []
  /// Announced, and fit for nothing yet.
  var waiting: WaitingBlocks
  var settlement: Settlement
  /// As it was last seen; nil before the L1 is.
  var inbox: Inbox?

  /// - Parameters:
  ///   - waitingLimit: how many blocks it keeps that fit nowhere yet.
  ///   - prepare: recovers a block's signatures, on as many threads as it likes. By default each is checked by the step that
  ///     needs it.
  public init(
    genesis: State, rules: DerivationRules, sequencer: Address, finalityDepth: UInt64, waitingLimit: Int = 1_024,
    preparing prepare: @escaping @Sendable (BlockInputs) -> KnownInputs = { KnownInputs($0) }
  ) {
    self.sequencer = sequencer
    self.finalityDepth = finalityDepth
    self.prepare = prepare
    finalMachine = Machine(genesis: genesis, rules: rules)
    waiting = WaitingBlocks(limit: waitingLimit)
    settlement = Settlement(genesis: ChainTip(finalMachine.execution))
  }
}

extension Follower {
  public var heads: FollowerHeads {
    FollowerHeads(
      unsafe: blocks.last.map { ChainTip($0.header) } ?? finalTip, safe: safeTip, finalized: finalTip,
      settled: settlement.head)
  }

  /// After the last block that stands.
  public var execution: Execution { blocks.last?.execution ?? finalMachine.execution }

  /// After the last entry that was derived.
  public var machine: Machine { entries.last?.machine ?? finalMachine }

  /// Headers behind the last final block: first those that the L1 has, then the unsafe ones.
  public var headers: [BlockHeader] { blocks.map(\.header) }

  /// Announced blocks that fit nowhere yet.
  public var waitingCount: Int { waiting.blocks.count }

  var finalTip: ChainTip { ChainTip(finalMachine.execution) }
  var safeTip: ChainTip { entries.last?.tip ?? finalTip }

  /// How many of `blocks` follow from the L1.
  var safeCount: Int { Int(safeTip.blockNumber - finalTip.blockNumber) }

  /// The execution before `blocks[index]`.
  func execution(before index: Int) -> Execution {
    index == 0 ? finalMachine.execution : blocks[index - 1].execution
  }

  /// Where a block with this number stands in `blocks`, or would; nil for one that is final.
  func index(ofBlock number: UInt64) -> Int? {
    let (distance, isBefore) = number.subtractingReportingOverflow(finalTip.blockNumber)
    return isBefore || distance == 0 ? nil : Int(clamping: distance - 1)
  }

  /// Drops blocks from `index` on.
  mutating func drop(from index: Int, _ turn: inout FollowerTurn) {
    guard index < blocks.count else { return }
    let number = blocks[index].header.number
    turn.firstDropped = min(turn.firstDropped ?? number, number)
    blocks.removeSubrange(index...)
  }
}
