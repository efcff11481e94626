import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Storage

@testable import Node

extension FaultWorld {
  /// Lets everything come to its end: no more faults.
  ///
  /// - Parameter isSettling: whether that includes all claims, or only blocks.
  mutating func calmDown(isSettling: Bool = true) throws {
    tell("calm")
    while engine.l1.isCongested { try advance(genesis.l1BlockTimeMs) }
    for _ in 0..<600 {
      try sealRest()
      try advance(engine.l1.pending.isEmpty ? 10_000 : genesis.l1BlockTimeMs)
      try flush(isCalm: true)
      if isSettling ? isOver : engine.heads.safe == engine.heads.unsafe { return }
    }
    evidence.failures.append("it does not come to an end")
  }

  /// Reads what is unread, and posts what is unposted.
  private mutating func sealRest() throws {
    guard engine.state.inbox.read < engine.l1.contracts.inbox.messageCount || engine.heads.safe < engine.heads.unsafe
    else {
      return
    }
    try sealBlocks(1)
    try engine.settle()
    nowMs = max(nowMs, engine.l1.head.block.timestampMs)
  }

  private var isOver: Bool {
    let (contracts, head) = (engine.l1.contracts, engine.heads.unsafe)
    guard engine.heads.settled == head, follower.heads.settled.blockNumber == head, engine.l1.pending.isEmpty else {
      return false
    }
    return (0..<contracts.disputes.moveCount).allSatisfy {
      let move = contracts.disputes[$0]
      return move.verdict != .open && (move.payoutAtoms == 0 || move.payee == Self.liarAddress)
    }
  }
}

/// What must be so in the end.
extension FaultWorld {
  mutating func failures(isSettled: Bool = true) throws -> [String] {
    try evidence.failures + chainFailures() + (isSettled ? claimFailures() : []) + historyFailures()
  }

  /// Sequencer, follower and the L1 alone say the same.
  private func chainFailures() throws -> [String] {
    var failures: [String] = []
    var (derived, own, followed) = (try derivedMachine(), engine.sequencer.execution, follower.execution)
    var (execution, machine) = (derived.execution, follower.machine)
    if execution.lastBlock != own.lastBlock { failures.append("the L1 derives to another block than the sequencer's") }
    if followed.lastBlock != own.lastBlock { failures.append("the follower has another block than the sequencer") }
    if Set([execution.root(), own.root(), followed.root()]).count > 1 { failures.append("the states differ") }
    if derived.root() != machine.root() { failures.append("the follower has another machine") }
    if try own.state.violation() != nil { failures.append("the state contradicts itself") }
    let audit = VaultAudit(own.state, engine.l1.contracts)
    if !audit.isExact { failures.append("the vault holds \(audit.held) and owes \(audit.owed)") }
    return failures
  }

  private func derivedMachine() throws -> Machine {
    var machine = Machine(genesis: try genesis.genesis.state(), rules: genesis.rules)
    let (contracts, domain) = (engine.l1.contracts, engine.domain)
    for entry in contracts.batchInbox.entries {
      let read = machine.execution.state.inbox.read
      _ = try machine.decode(
        PostedBatch(entry, data: archive[entry.dataHash] ?? []),
        messages: contracts.inbox.messages(from: read, upTo: entry.inboxUpTo))
      while machine.deriveNext(preparing: { PreparedInputs.block($0, domain: domain) }) != nil {}
    }
    return machine
  }

  private mutating func claimFailures() throws -> [String] {
    var failures: [String] = []
    let contracts = engine.l1.contracts
    for (index, claim) in contracts.claims.all.enumerated() {
      let isRight = try challenger.trace.root(afterEntry: claim.entryIndex) == claim.machineRoot
      let status = contracts.claims.status(of: UInt64(index))
      if !isRight {
        evidence.count(.wrongClaim)
        if status == .defeated { evidence.count(.defeatedClaim) }
      }
      if isRight ? status == .defeated : status == .settled { failures.append("claim \(index) is \(status as Any)") }
      if claim.claimant != Self.liarAddress, !isRight { failures.append("claim \(index) is honest and wrong") }
    }
    for honest in [DevnetKeys.sequencer.address, Self.challengerAddress] {
      let account = contracts.accounts[honest]
      let before = genesis.l1.balances.first { $0.address == honest }?.atoms ?? 0
      if account.bondedAtoms != 0 || account.atoms < before {
        failures.append("\(honest) had \(before) atoms, has \(account.atoms), and \(account.bondedAtoms) are bonded")
      }
    }
    return failures
  }

  /// What was acknowledged is there, in its order; what was final still is.
  private mutating func historyFailures() throws -> [String] {
    var failures: [String] = []
    var (items, seen) = ([Bytes32](), Set<Bytes32>())
    for entry in try store.log.entries(from: 0, limit: .max) {
      for item in try BlockRecord(entry).inputs.items.elements {
        let hash = SHA256.hash(item.bytes)
        if evidence.known.contains(hash), seen.insert(hash).inserted { items.append(hash) }
      }
    }
    if items != evidence.acknowledged { failures.append("what was acknowledged is lost or moved") }
    for (number, hash) in evidence.finalBlocks where try store.log.entry(number)?.hash != hash {
      failures.append("block \(number) was final, and is another one")
    }
    countFates()
    return failures
  }

  /// What has become of the batches that a reorg removed.
  private mutating func countFates() {
    let entries = engine.l1.contracts.batchInbox.entries
    evidence.count(.forcedEntry, entries.count { $0.kind == .forced })
    for removed in evidence.removed {
      if entries.contains(where: { $0.dataHash == removed.dataHash && $0.l1Number > removed.l1Number }) {
        evidence.count(.movedBatch)
      } else if !entries.contains(where: { $0.dataHash == removed.dataHash }) {
        evidence.count(.lostBatch)
      }
      if removed.index < entries.count, entries[Int(removed.index)].kind == .forced { evidence.count(.replacedBatch) }
    }
  }
}
