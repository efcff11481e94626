import Cryptography
import SSZ

/// The rollup's contracts on the L1, and the accounts they work on.
public struct Contracts: Sendable {
  public private(set) var accounts = L1Accounts()
  public private(set) var bridge: Bridge
  public private(set) var inbox: Inbox
  public private(set) var batchInbox: BatchInbox
  public private(set) var claims: Claims
  public private(set) var disputes: Disputes

  init(genesis: L1Genesis) {
    bridge = Bridge(vaultAtoms: genesis.vaultAtoms, isCollateralRegistered: genesis.isCollateralRegistered)
    inbox = Inbox(forcedLimit: genesis.forced.messageLimit)
    batchInbox = BatchInbox(sequencer: genesis.sequencer, forced: genesis.forced)
    claims = Claims(minimumBondAtoms: genesis.minimumBondAtoms, rules: genesis.disputes)
    disputes = Disputes(rules: genesis.disputes)
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
    let sender = transaction.sender
    accounts.update(sender) { $0.nonce += 1 }
    do throws(ContractRevert) {
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
      }
    } catch { return .reverted(error) }
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

  /// Enough to return here later. Messages and entries are only ever appended, so their number is enough.
  struct Checkpoint: Sendable {
    let accounts: L1List<L1Account>
    let bridge: Bridge
    let messageCount: Int
    let entryCount: Int
    let claims: Claims.Checkpoint
    let disputes: Disputes.Checkpoint
  }

  var checkpoint: Checkpoint {
    Checkpoint(
      accounts: accounts.list, bridge: bridge, messageCount: inbox.messages.count,
      entryCount: batchInbox.entries.count, claims: claims.checkpoint, disputes: disputes.checkpoint)
  }

  mutating func rewind(to checkpoint: Checkpoint) {
    accounts.rewind(to: checkpoint.accounts)
    bridge = checkpoint.bridge
    inbox.rewind(to: checkpoint.messageCount)
    batchInbox.rewind(to: checkpoint.entryCount)
    claims.rewind(to: checkpoint.claims)
    disputes.rewind(to: checkpoint.disputes)
  }
}
