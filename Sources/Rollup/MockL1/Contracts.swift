import Cryptography
import SSZ

/// The rollup's contracts on the L1, and the accounts they work on.
public struct Contracts: Sendable {
  public internal(set) var accounts = L1Accounts()
  public internal(set) var bridge: Bridge
  public private(set) var inbox: Inbox
  public private(set) var batchInbox: BatchInbox
  public private(set) var claims: Claims
  public private(set) var disputes: Disputes
  public internal(set) var withdrawals = Withdrawals()
  public internal(set) var escape = Escape()
  public let bridgeRules: BridgeRules
  let appraiser: any ExitAppraiser

  init(genesis: L1Genesis, appraiser: any ExitAppraiser) {
    bridge = Bridge(vaultAtoms: genesis.vaultAtoms, isCollateralRegistered: genesis.isCollateralRegistered)
    inbox = Inbox(forcedLimit: genesis.forced.messageLimit)
    batchInbox = BatchInbox(sequencer: genesis.sequencer, forced: genesis.forced)
    claims = Claims(minimumBondAtoms: genesis.minimumBondAtoms, rules: genesis.disputes)
    disputes = Disputes(rules: genesis.disputes)
    bridgeRules = genesis.bridge
    self.appraiser = appraiser
    for balance in genesis.balances {
      accounts.update(balance.address) { ($0.atoms, $0.lots) = (balance.atoms, balance.lots) }
    }
  }

  /// Carries a transaction out. If a contract reverts, only the nonce is used.
  ///
  /// - Precondition: the bytes that travel beside it are among `sidecars`.
  mutating func carryOut(
    _ transaction: L1Transaction, at position: L1Position, judge: any StepJudge, reading sidecars: Sidecars
  ) -> L1Outcome {
    let (sender, escapeBefore) = (transaction.sender, escape)
    accounts.update(sender) { $0.nonce += 1 }
    do throws(ContractRevert) {
      if transaction.call.needsRollup, escape.freeze != nil { throw .frozen }
      switch transaction.call {
      case .deposit(let call):
        return .deposited(
          messageIndex: try bridge.deposit(call, from: sender, &accounts, into: &inbox, at: position))
      case .postBatch(let call):
        return .posted(entryIndex: try batchInbox.post(call, from: sender, reading: inbox, at: position))
      case .claim(let call):
        return .claimed(claimIndex: try claim(call, from: sender, at: position))
      case .move(let call):
        return .moved(moveIndex: try disputes.answer(call, from: sender, &accounts, in: &claims, at: position))
      case .step(let call):
        let step = try disputes.step(call, in: claims, at: position)
        let root = try rootAfter(step, call, judge: judge, reading: sidecars)
        try disputes.disprove(by: step, to: root, from: sender)
        return .stepped(moveIndex: step.moveIndex)
      case .resolve(let call):
        let (index, verdict) = try disputes.resolve(call, &accounts, in: &claims, at: position)
        return .resolved(moveIndex: index, verdict)
      case .claimCredit(let call):
        let (index, atoms) = try disputes.pay(call, &accounts, at: position)
        return .paid(moveIndex: index, atoms: atoms)
      case .forceAction(let call):
        let owner = accounts[sender].owner
        return .forced(messageIndex: try inbox.force(call, from: sender, numbered: owner, at: position))
      case .forceInclude:
        return .forceIncluded(
          entryIndex: try batchInbox.forceInclude(from: sender, reading: inbox, at: position))
      case .proveWithdrawal(let call):
        return .withdrawalProven(index: try prove(call, at: position))
      case .finalizeWithdrawal(let call):
        return .withdrawalPaid(index: try finalize(call, at: position))
      case .freeze(let call):
        try freeze(call, at: position)
        return .frozen
      case .exit(let call): return try exit(call, at: position)
      case .collectExit(let call): return .exitPaid(try collect(call, at: position))
      case .refundDeposit(let call): return .depositRefunded(messageIndex: try refund(call))
      }
    } catch {
      escape = escapeBefore
      return .reverted(error)
    }
  }

  private mutating func claim(
    _ call: ClaimCall, from sender: Address, at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    let index = try claims.make(
      call, from: sender, &accounts, on: batchInbox, at: position)
    disputes.open(index, in: claims, at: position)
    return index
  }

  /// The root that a step comes to. Where the claim's entries are over nothing happens; else the judge finds out, from
  /// what the contracts hold.
  private func rootAfter(
    _ step: DisputedStep, _ call: StepCall, judge: any StepJudge, reading sidecars: Sidecars
  ) throws(ContractRevert) -> Bytes32 {
    guard let entryIndex = step.entryIndex else { return step.preRoot }
    let hash = batchInbox.entries[Int(entryIndex)].bytesHash(ofStep: step.stepIndex)
    guard call.batchHash == hash else { throw .wrongStepBatch(expected: hash, found: call.batchHash) }
    let question = StepQuestion(
      preRoot: step.preRoot, entryIndex: entryIndex, stepIndex: step.stepIndex, batch: sidecars[hash] ?? [],
      batchInbox: batchInbox, inbox: inbox)
    do throws(StepProofFault) { return try judge.rootAfterStep(question, proof: call.proof.bytes) } catch {
      throw .stepProof(error)
    }
  }

  /// Enough to return here later. Messages, entries and proofs of withdrawals are only ever appended, so their
  /// number is enough.
  struct Checkpoint: Sendable {
    let accounts: L1List<L1Account>
    let bridge: Bridge
    let escape: Escape
    let messageCount: Int
    let entryCount: Int
    let claims: Claims.Checkpoint
    let disputes: Disputes.Checkpoint
    let withdrawals: Withdrawals.Checkpoint
  }

  var checkpoint: Checkpoint {
    Checkpoint(
      accounts: accounts.list, bridge: bridge, escape: escape, messageCount: inbox.messages.count,
      entryCount: batchInbox.entries.count, claims: claims.checkpoint, disputes: disputes.checkpoint,
      withdrawals: withdrawals.checkpoint)
  }

  mutating func rewind(to checkpoint: Checkpoint) {
    accounts.rewind(to: checkpoint.accounts)
    bridge = checkpoint.bridge
    escape = checkpoint.escape
    inbox.rewind(to: checkpoint.messageCount)
    batchInbox.rewind(to: checkpoint.entryCount)
    claims.rewind(to: checkpoint.claims)
    disputes.rewind(to: checkpoint.disputes)
    withdrawals.rewind(to: checkpoint.withdrawals)
  }
}
