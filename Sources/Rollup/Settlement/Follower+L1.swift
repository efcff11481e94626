import Ledger
import MockL1
import SSZ
import StateTransition

extension Follower {
  /// Catches up with the L1: gives up entries that a reorg has removed, derives new ones, up to the first whose bytes are not
  /// at hand, and drops announced blocks that do not stand any more.
  ///
  /// - Parameter l1Number: of the L1's last block.
  /// - Throws: if this cannot be the L1 that was seen before. What was derived before is kept.
  public mutating func follow(
    _ contracts: Contracts, atBlock l1Number: UInt64, reading sidecars: Sidecars
  ) throws(L1Contradiction) -> FollowerTurn {
    var turn = FollowerTurn()
    try giveUpEntries(that: contracts.batchInbox)
    inbox = contracts.inbox
    do throws(L1DataError) { try deriveEntries(of: contracts, reading: sidecars, &turn) } catch { throw .data(error) }
    dropFallen(reading: contracts.inbox, &turn)
    finalize(atBlock: l1Number)
    turn.wrongSettlement = settlement.heed(contracts.claims)
    hearWaiting(&turn)
    return turn
  }

  /// Their blocks are kept as announced ones, for as long as they stand.
  private mutating func giveUpEntries(that batches: BatchInbox) throws(L1Contradiction) {
    let final = finalMachine.derivation
    guard final.batchCount <= batches.entryCount,
      batches.accumulators[Int(final.batchCount)] == final.batchAccumulator
    else { throw .finalEntryGone(entryIndex: final.batchCount - 1) }
    let accumulators = batches.accumulators[(Int(final.batchCount) + 1)...]
    let agreeing = zip(entries, accumulators).prefix { $0.machine.derivation.batchAccumulator == $1 }
    entries.removeLast(entries.count - agreeing.count)
  }

  private mutating func deriveEntries(
    of contracts: Contracts, reading sidecars: Sidecars, _ turn: inout FollowerTurn
  ) throws(L1DataError) {
    for entry in contracts.batchInbox.entries[Int(machine.derivation.batchCount)...] {
      guard let data = sidecars[entry.dataHash] else {
        turn.missingEntry = entry.index
        return
      }
      let read = machine.execution.state.inbox.read
      let messages = contracts.inbox.messages(from: read, upTo: entry.inboxUpTo)
      try derive(try PostedBatch(entry, data: data), messages: messages, &turn)
    }
  }

  private mutating func derive(
    _ batch: PostedBatch, messages: [InboxMessage], _ turn: inout FollowerTurn
  ) throws(L1DataError) {
    var (machine, index) = (machine, safeCount)
    if let fault = try machine.decode(batch, messages: messages) {
      turn.faults.append(FollowerTurn.EntryFault(entryIndex: batch.entry.index, fault: fault))
    }
    while let inputs = machine.waiting.first {
      if index < blocks.count, blocks[index].header.inputsRoot == inputs.hashTreeRoot() {
        // The same inputs on the same parent: it is the same block.
        machine.skipNext(to: blocks[index].execution)
      } else {
        drop(from: index, &turn)
        guard let block = machine.deriveNext(preparing: prepare) else { preconditionFailure("a block was lost") }
        blocks.append(FollowedBlock(block.header, after: machine.execution, isAnnounced: false))
      }
      index += 1
    }
    entries.append(FollowedEntry(after: machine))
  }

  private mutating func dropFallen(reading inbox: Inbox, _ turn: inout FollowerTurn) {
    let unsafe = blocks[safeCount...].map(\.header)
    drop(from: safeCount + Rebuild.standingCount(of: unsafe, on: [], reading: inbox), &turn)
  }

  private mutating func finalize(atBlock l1Number: UInt64) {
    let final = entries.prefix {
      let number = $0.machine.derivation.entryL1Number
      return number <= l1Number && l1Number - number >= finalityDepth
    }
    guard let last = final.last else { return }
    for entry in final { settlement.append(entry) }
    blocks.removeFirst(Int(last.tip.blockNumber - finalTip.blockNumber))
    finalMachine = last.machine
    entries.removeFirst(final.count)
    waiting.forget(upTo: finalTip.blockNumber)
  }
}
