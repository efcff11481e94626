import Cryptography
import Ledger
import MockL1
import SSZ
import StateTransition

extension Follower {
  /// Hears of a block, perhaps not for the first time, perhaps of a chain that was given up.
  ///
  /// A block is carried out once its parent has been and the L1 has the messages that it reads; until then it waits. Of two
  /// chains the one that reaches the later term counts, since a sequencer makes its blocks again in a new one; of one term,
  /// the one that was heard first. What follows from the L1 is never replaced.
  public mutating func hear(_ block: AnnouncedBlock) -> FollowerTurn {
    var turn = FollowerTurn()
    guard let index = index(ofBlock: block.header.number) else { return turn }
    do throws(AnnouncementFault) { try block.check(signer: sequencer) } catch {
      turn.refused.append(FollowerTurn.RefusedBlock(number: block.header.number, fault: error))
      return turn
    }
    if index < blocks.count, blocks[index].hash == block.hash {
      blocks[index].isAnnounced = true
    } else {
      waiting.insert(block)
      hearWaiting(&turn)
      waiting.keepWithinLimit()
    }
    return turn
  }

  /// Takes up what fits by now.
  mutating func hearWaiting(_ turn: inout FollowerTurn) {
    guard let inbox else { return }
    while let index = waiting.blocks.firstIndex(where: { fits($0, reading: inbox) }) {
      let block = waiting.remove(at: index)
      do throws(AnnouncementFault) { try carryOut(block, reading: inbox, &turn) } catch {
        turn.refused.append(FollowerTurn.RefusedBlock(number: block.header.number, fault: error))
      }
    }
  }

  /// Whether the block stands on one of ours, the L1 has its messages, and it comes before what we have in its place.
  private func fits(_ block: AnnouncedBlock, reading inbox: Inbox) -> Bool {
    guard let index = index(ofBlock: block.header.number), (safeCount...blocks.count).contains(index),
      block.header.parent == execution(before: index).lastBlock,
      Rebuild.standingCount(of: [block.header], on: [], reading: inbox) == 1
    else { return false }
    guard index < blocks.count, let tip = blocks.last else { return true }
    let term = waiting.lastTerm(on: block)
    return term > tip.header.epoch || (term == tip.header.epoch && !blocks[index...].contains(where: \.isAnnounced))
  }

  private mutating func carryOut(
    _ block: AnnouncedBlock, reading inbox: Inbox, _ turn: inout FollowerTurn
  ) throws(AnnouncementFault) {
    guard let index = index(ofBlock: block.header.number) else { preconditionFailure("a final block was taken up") }
    var execution = execution(before: index)
    try check(
      block, after: execution, of: index == 0 ? finalMachine.derivation.epoch : blocks[index - 1].header.epoch,
      reading: inbox)
    guard let header = execution.execute(prepare(block.inputs)).header else {
      preconditionFailure("a block ended without a header")
    }
    if let difference = HeaderDifference(derived: header, claimed: block.header) { throw .differs(difference) }
    drop(from: index, &turn)
    blocks.append(FollowedBlock(header, after: execution, isAnnounced: true))
  }

  private func check(
    _ block: AnnouncedBlock, after execution: Execution, of epoch: UInt64, reading inbox: Inbox
  ) throws(AnnouncementFault) {
    let (clock, read) = (execution.state.clock, execution.state.inbox.read)
    guard block.inputs.timestampMs > clock.timestampMs else {
      throw .notAfterParent(parentMs: clock.timestampMs, foundMs: block.inputs.timestampMs)
    }
    guard block.inputs.timestampMs < Genesis.timeLimitMs else {
      throw .noPossibleTime(foundMs: block.inputs.timestampMs)
    }
    guard block.inputs.epoch >= epoch else { throw .olderEpoch(parent: epoch, found: block.inputs.epoch) }
    let messages = inbox.messages(from: read, upTo: block.header.inboxRead)
    guard block.header.inboxRead >= read, block.inputs.messages.elements == messages else {
      throw .wrongMessages(read: read, upTo: block.header.inboxRead, found: block.inputs.messages.count)
    }
  }
}
