import Cryptography
import Merkle

/// The rollup's contracts on the L1, and the accounts they work on.
public struct Contracts: Sendable {
  public private(set) var accounts = L1Accounts()
  public private(set) var bridge: Bridge
  public private(set) var inbox = Inbox()
  public private(set) var batchInbox: BatchInbox
  public private(set) var claims: Claims

  init(genesis: L1Genesis) {
    bridge = Bridge(vaultAtoms: genesis.vaultAtoms, isCollateralRegistered: genesis.isCollateralRegistered)
    batchInbox = BatchInbox(sequencer: genesis.sequencer)
    claims = Claims(minimumBondAtoms: genesis.minimumBondAtoms)
    for balance in genesis.balances {
      accounts.update(balance.address) { ($0.atoms, $0.lots) = (balance.atoms, balance.lots) }
    }
  }

  /// Carries a transaction out. If a contract reverts, only the nonce is used.
  mutating func carryOut(_ transaction: L1Transaction, at position: L1Position) -> L1Outcome {
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
        return .claimed(claimIndex: try claims.make(call, from: sender, &accounts, on: batchInbox, at: position))
      }
    } catch { return .reverted(error) }
  }

  /// Enough to return here later. Messages, entries and claims are only ever appended, so their number is enough.
  struct Checkpoint: Sendable {
    let accounts: PersistentList<L1Account, 32>
    let bridge: Bridge
    let messageCount: Int
    let entryCount: Int
    let claimCount: Int
  }

  var checkpoint: Checkpoint {
    Checkpoint(
      accounts: accounts.list, bridge: bridge, messageCount: inbox.messages.count,
      entryCount: batchInbox.entries.count, claimCount: claims.all.count)
  }

  mutating func rewind(to checkpoint: Checkpoint) {
    accounts.rewind(to: checkpoint.accounts)
    bridge = checkpoint.bridge
    inbox.rewind(to: checkpoint.messageCount)
    batchInbox.rewind(to: checkpoint.entryCount)
    claims.rewind(to: checkpoint.claimCount)
  }
}
