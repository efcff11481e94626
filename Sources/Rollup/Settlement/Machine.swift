import Cryptography
import Ledger
import MockL1
import SSZ
import StateTransition

/// The rollup as the L1 sees it: entries in, blocks carried out. Claims are about its root between entries.
///
/// ```swift
/// let fault = try machine.decode(batch, messages: messages)
/// while let block = machine.deriveNext() { … }
/// ```
public struct Machine: Sendable {
  public private(set) var derivation: Derivation
  public internal(set) var execution: Execution
  public let rules: DerivationRules
  /// Inputs of the last entry's blocks, of which `derivation.blockIndex` have been begun.
  private var blocks: [BlockInputs] = []

  public init(genesis: State, rules: DerivationRules) {
    self.init(Derivation(), Execution(state: genesis), rules: rules)
  }

  /// The machine between two entries.
  ///
  /// - Precondition: all blocks of the last entry are done.
  public init(_ derivation: Derivation, _ execution: Execution, rules: DerivationRules) {
    precondition(
      derivation.blockIndex == derivation.blockCount && execution.isIdle, "a machine was made in mid-entry")
    self.derivation = derivation
    self.execution = execution
    self.rules = rules
  }

  /// Blocks that the last entry still has in store: whoever verifies signatures ahead looks here.
  public var waiting: ArraySlice<BlockInputs> {
    blocks.suffix(Int(derivation.blockCount - derivation.blockIndex))
  }

  /// `hash_tree_root` of `{derivation, execution}`.
  public mutating func root() -> Bytes32 { Self.root(derivation, executionRoot: execution.root()) }

  public static func root(_ derivation: Derivation, executionRoot: Bytes32) -> Bytes32 {
    SHA256.hash(derivation.hashTreeRoot(), executionRoot)
  }

  /// DECODE: takes in the next entry.
  ///
  /// - Parameter messages: those that come after `execution.state.inbox`, up to the entry's `inboxUpTo`.
  /// - Returns: what was wrong with the batch, if anything was. The machine goes on by the rules.
  /// - Throws: if entry or messages are not the L1's next. Nothing has changed then.
  /// - Precondition: all blocks of the last entry are done.
  public mutating func decode(
    _ batch: PostedBatch, messages: [InboxMessage]
  ) throws(L1DataError) -> DerivationFault? {
    precondition(waiting.isEmpty && execution.isIdle, "an entry was decoded in the middle of another")
    guard batch.entry.index == derivation.batchCount else {
      throw .entryOutOfOrder(expected: derivation.batchCount, found: batch.entry.index)
    }
    let expansion = try EntryExpansion(batch, messages: messages, after: ChainTip(execution), rules: rules)
    derivation = Derivation(
      batch.entry, accumulator: batch.entry.accumulator(after: derivation.batchAccumulator),
      inputsRoots: expansion.blocks.map { $0.hashTreeRoot() },
      isFallback: expansion.sequencerBlockCount < expansion.blocks.count)
    blocks = expansion.blocks
    return expansion.fault
  }

  /// NEXT: begins the entry's next block and returns its inputs; nil if all are done.
  ///
  /// - Precondition: no block is in progress.
  public mutating func next() -> BlockInputs? {
    guard let inputs = waiting.first else { return nil }
    execution.begin(inputs)
    derivation.blockIndex += 1
    return inputs
  }

  /// NEXT and all steps of a block that was carried out before, on the same chain.
  ///
  /// - Parameter execution: after that block.
  /// - Precondition: no block is in progress, and the entry has another one.
  mutating func skipNext(to execution: Execution) {
    precondition(!waiting.isEmpty && self.execution.isIdle, "a block was skipped that is not next")
    self.execution = execution
    derivation.blockIndex += 1
  }
}

extension Machine {
  /// Carries out the entry's next block; nil if all are done.
  ///
  /// - Parameter prepare: recovers the block's signatures, on as many threads as it likes. By default each is checked by
  ///   the step that needs it.
  public mutating func deriveNext(preparing prepare: (BlockInputs) -> KnownInputs = { KnownInputs($0) })
    -> DerivedBlock?
  {
    let before = execution
    guard let inputs = next().map(prepare) else { return nil }
    var journal = Journal()
    execution.finishBlock(inputs, into: &journal)
    guard let header = journal.header else { preconditionFailure("a block ended without a header") }
    return DerivedBlock(
      entryIndex: derivation.batchCount - 1, inputs: inputs, header: header, journal: journal, before: before)
  }
}
