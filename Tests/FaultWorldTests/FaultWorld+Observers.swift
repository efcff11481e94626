import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import Storage
import TestSupport

@testable import Node

extension FaultWorld {
  /// Makes all durable. Then others may see it: the L1's bytes, the new blocks, the disputes.
  ///
  /// - Parameter isCalm: whether the follower hears of everything at once.
  mutating func flush(isCalm: Bool = false) throws {
    try engine.flush()
    for entry in engine.l1.contracts.batchInbox.entries where archive[entry.dataHash] == nil {
      for record in try store.l1.entries(from: entry.index, limit: 1) { archive.insert(record.data) }
    }
    try announce()
    try follow(isCalm: isCalm)
    try challenger.play(on: engine, reading: archive)
    let isClaiming = !isCalm && !hasLied
    try liar?.play(on: engine, reading: archive, isClaiming: isClaiming)
    try checkSafeHead()
    let supply = WorldGenesis.supply(in: engine.l1.contracts)
    if supply != WorldGenesis.supply(of: genesis.l1) { evidence.failures.append("there are \(supply) atoms on the L1") }
  }

  private var hasLied: Bool { engine.l1.contracts.claims.all.contains { $0.claimant == Self.liarAddress } }

  /// At every moment the sequencer is where derivation from the L1 ends, and not only in the end.
  private mutating func checkSafeHead() throws {
    let derived = ChainTip(challenger.trace.machine.execution)
    let own = derived.blockNumber == 0 ? Bytes32() : try store.log.entry(derived.blockNumber)?.hash
    if engine.heads.safe != derived.blockNumber || own != derived.blockHash {
      evidence.failures.append(
        "the L1 derives to block \(derived.blockNumber), the sequencer is at \(engine.heads.safe)")
    }
    if hasFollowed, follower.heads.safe != derived { evidence.failures.append("the follower derives otherwise") }
  }

  private mutating func announce() throws {
    let first = engine.heads.finalized + 1
    for entry in try store.log.entries(from: first, limit: .max) where evidence.announced[entry.sequence] != entry.hash
    {
      let record = try BlockRecord(entry)
      evidence.acknowledge(record.inputs.items.elements)
      if evidence.announced.updateValue(entry.hash, forKey: entry.sequence) != nil { evidence.count(.rebuild) }
      let block = AnnouncedBlock(record.header, record.inputs, signature: try Signature(bytes65: entry.signature))
      for fault in network.send(block, at: nowMs, &random) { evidence.count(fault) }
    }
    if engine.heads.finalized > 0, let entry = try store.log.entry(engine.heads.finalized) {
      evidence.noteFinal(entry.sequence, entry.hash)
    }
  }

  private mutating func follow(isCalm: Bool) throws {
    for block in network.deliver(at: isCalm ? .max : nowMs) {
      let number = block.header.number
      if number > follower.heads.unsafe.blockNumber + 1 { evidence.count(.reorderedAnnouncement) }
      if evidence.announced[number] != block.hash { evidence.count(.staleAnnouncement) }
      note(follower.hear(block))
    }
    hasFollowed = isCalm || !random.oneIn(3)
    guard hasFollowed else { return }
    note(try follower.follow(engine.l1.contracts, atBlock: engine.l1.head.block.number, reading: archive))
    let final = follower.heads.finalized
    if final.blockNumber > 0 { evidence.noteFinal(final.blockNumber, final.blockHash) }
  }

  private mutating func note(_ turn: FollowerTurn) {
    if let first = turn.firstDropped {
      evidence.count(.droppedByFollower)
      tell("the follower goes back to \(first - 1)")
    }
    for fault in turn.faults {
      tell("entry \(fault.entryIndex): \(fault.fault)")
      if case .dropped(_, .tooEarly) = fault.fault { evidence.count(.latePost) }
    }
    for refused in turn.refused {
      evidence.failures.append("the follower refuses block \(refused.number): \(refused.fault)")
    }
    if let claim = turn.wrongSettlement { evidence.failures.append("claim \(claim) is settled and wrong") }
  }
}
