import Cryptography
import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// NEXT: takes in the root and the counts of a block's inputs. What follows are steps.
  ///
  /// - Precondition: no block is in progress.
  public mutating func begin(_ inputs: BlockInputs) { begin(InputsSummary(inputs)) }

  /// The same, of inputs of which no more is known: what a verifier does on a proof.
  ///
  /// - Precondition: no block is in progress, and the counts are those of lists that there can be.
  public mutating func begin(_ inputs: InputsSummary) {
    precondition(isIdle, "a block was begun inside another")
    precondition(inputs.hasPossibleCounts, "a block was begun with more inputs than there can be")
    building = Building()
    building.phase = .open
    building.timestampMs = inputs.timestampMs
    building.epoch = inputs.epoch
    building.preStateRoot = state.root()
    building.inputsRoot = inputs.hashTreeRoot()
    building.messageCount = UInt32(inputs.messages.count)
    building.reportCount = UInt32(inputs.reports.count)
    building.itemCount = UInt32(inputs.items.count)
  }

  /// OPEN: sets the clock, and remembers the parent's hash.
  mutating func openBlock() throws(StateAccessError) {
    try state.history.write(lastBlock, at: state.clock.blockNumber % 256)
    state.clock.blockNumber += 1
    state.clock.timestampMs = building.timestampMs
    advance()
  }

  /// CLOSE: checks conservation, and seals the header.
  mutating func closeBlock(into journal: inout Journal) throws(StateAccessError) {
    var header = BlockHeader()
    header.number = state.clock.blockNumber
    header.timestampMs = state.clock.timestampMs
    header.parent = lastBlock
    header.preStateRoot = building.preStateRoot
    header.stateRoot = state.root()
    header.inputsRoot = building.inputsRoot
    header.receiptsRoot = building.receipts.root
    header.stepCount = building.stepCount
    header.inboxRead = state.inbox.read
    header.inboxAccumulator = state.inbox.accumulator
    header.epoch = building.epoch
    header.parametersVersion = state.parameters.version
    lastBlock = header.hash
    building = Building()
    journal.header = header
    journal.imbalance = state.totals.imbalance
  }

  /// Puts an event among those of the input that is being carried out.
  mutating func emit(_ event: Event, into journal: inout Journal) {
    work.events.append(event.hashTreeRoot())
    journal.record(event)
  }

  /// Ends the input that is being carried out: its receipt joins the block's, and the frame is free.
  mutating func finish(_ refusal: Refusal? = nil, into journal: inout Journal) {
    var receipt = Receipt()
    receipt.source = work.source
    receipt.index = work.sourceIndex
    receipt.status = refusal?.reason.rawValue ?? 0
    receipt.limit = refusal?.limit ?? 0
    receipt.found = refusal?.found ?? 0
    receipt.eventsRoot = work.events.root
    building.receipts.append(receipt.hashTreeRoot())
    journal.record(receipt)
    work = Work()
    saved = nil
  }

  /// Begins an input: the frame says where its receipt belongs.
  mutating func startWork(_ source: Receipt.Source, _ index: UInt64) {
    work = Work()
    work.source = source
    work.sourceIndex = UInt32(truncatingIfNeeded: index)
  }
}
