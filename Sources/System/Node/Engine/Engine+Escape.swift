import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ
import Settlement
import StateTransition
import Units

// The end of the rollup, and how everybody leaves it. The L1 goes on when its sequencer does not.
extension Engine {
  public enum EscapeRefusal: Error, Equatable, Sendable {
    /// The sequencer has been heard of since. In which L1 block the rollup can be ended, and which is the next.
    case notSilent(earliestBlock: UInt64, nextBlock: UInt64)
    /// It has ended already.
    case frozen(l1Block: UInt64)
    case notFrozen(earliestBlock: UInt64)
    /// No claim was settled before the end, so no account can be shown.
    case nothingSettled
    /// The settled claim says another root than its entries lead to: nobody who carries them out can show anything in it.
    case otherRoot(claimed: Bytes32, found: Bytes32)
    case noProof(AccountID, ExitProofFault)
  }

  /// - Throws: `.notFrozen`.
  private func frozen() throws(EscapeRefusal) -> Escape.Freeze {
    guard let freeze = l1.contracts.escape.freeze else {
      throw .notFrozen(earliestBlock: l1.contracts.earliestFreezeBlock)
    }
    return freeze
  }

  /// The exchange's last block that counts once the rollup has ended; nil before, or if nothing was settled.
  public var lastSettledBlock: UInt64? {
    guard let freeze = l1.contracts.escape.freeze, freeze.entryCount > 0 else { return nil }
    return entryEnds[Int(freeze.entryCount) - 1]
  }

  /// The root of the machine in which everything ended; nil as `lastSettledBlock`.
  public var settledRoot: Bytes32? {
    l1.contracts.escape.freeze?.claim.index.map { l1.contracts.claims.all[Int($0)].machineRoot }
  }

  /// Ends the rollup.
  ///
  /// - Parameter isHurried: whether the L1 first makes the blocks that are missing, each a slot after the one before. What is
  ///   on its way to the L1 is included in them, and whatever nobody challenges is settled.
  /// - Returns: what came of it; nil while the L1 is congested.
  /// - Throws: `.frozen`, or `.notSilent` if it is not hurried.
  public func freeze(from sender: Address, isHurried: Bool = false) throws -> L1Outcome? {
    if let freeze = l1.contracts.escape.freeze { throw EscapeRefusal.frozen(l1Block: freeze.l1Number) }
    while isHurried, l1.head.block.number + 1 < l1.contracts.earliestFreezeBlock {
      try advanceL1(to: l1.head.block.timestampMs + genesis.l1BlockTimeMs)
    }
    let (earliest, next) = (l1.contracts.earliestFreezeBlock, l1.head.block.number + 1)
    guard next >= earliest else { throw EscapeRefusal.notSilent(earliestBlock: earliest, nextBlock: next) }
    return try carryOut(.freeze(FreezeCall(entryCount: l1.contracts.batchInbox.entryCount)), from: sender)
  }

  /// Shows the bridge what an account was worth. Within the window it is registered, later it is paid.
  ///
  /// - Parameter machine: the settled one.
  /// - Returns: as `freeze`.
  public func exit(_ account: AccountID, in machine: Machine) throws -> L1Outcome? {
    _ = try frozen()
    let call = try exitCall(of: account, in: machine)
    let owner = machine.execution.state.known { (state) throws(StateAccessError) in
      try state.owners.read(try state.accounts.read(account.index).owner.index)
    }
    return try carryOut(.exit(call), from: owner.address)
  }

  private func exitCall(of account: AccountID, in machine: Machine) throws -> ExitCall {
    let proof: ExitProof
    do throws(ExitProofFault) { proof = try ExitProof(of: account, in: machine) } catch {
      throw EscapeRefusal.noProof(account, error)
    }
    return ExitCall(account: account, proof: try ByteList(proof.encoded()))
  }

  /// Has a registered account paid its share.
  public func collectExit(_ account: AccountID) throws -> L1Outcome? {
    _ = try frozen()
    let recipient = l1.contracts.escape.exit(of: account).recipient
    return try carryOut(.collectExit(CollectExitCall(account: account)), from: recipient)
  }

  /// Has a deposit given back that no settled entry has read.
  public func refundDeposit(_ messageIndex: UInt32, from sender: Address) throws -> L1Outcome? {
    _ = try frozen()
    return try carryOut(.refundDeposit(RefundDepositCall(messageIndex: messageIndex)), from: sender)
  }

  /// The machine in which everything ended: at the last claim that was settled before.
  ///
  /// - Throws: `.notFrozen`, `.nothingSettled`, `.otherRoot`.
  public func settledMachine() throws -> Machine {
    guard let claimIndex = try frozen().claim.index else { throw EscapeRefusal.nothingSettled }
    let claim = l1.contracts.claims.all[Int(claimIndex)]
    var machine = try machine(afterEntry: claim.entryIndex)
    let root = machine.root()
    guard root == claim.machineRoot else {
      throw EscapeRefusal.otherRoot(claimed: claim.machineRoot, found: root)
    }
    return machine
  }
}
