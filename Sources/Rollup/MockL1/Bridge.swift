import Cryptography
import Ledger
import SSZ
import Units

/// Holds the money that is used on L2, and numbers those who may use it.
public struct Bridge: Equatable, Sendable {
  /// Quote atoms in the vault.
  public private(set) var vaultAtoms: UInt64
  /// Owner numbers given out, the reserved ones included.
  public private(set) var ownerCount = UInt32(Owner.Reserved.allCases.count)

  init(vaultAtoms: UInt64) { self.vaultAtoms = vaultAtoms }

  /// Takes tokens from `sender` and tells L2 whose they are. Returns the message's index.
  mutating func deposit(
    _ call: DepositCall, from sender: Address, _ accounts: inout L1Accounts, into inbox: inout Inbox,
    at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    guard call.atoms > 0 else { throw .zeroAmount }
    guard call.beneficiary != .zero else { throw .zeroBeneficiary }
    let available = accounts[sender].atoms
    guard available >= call.atoms else {
      throw .insufficientBalance(neededAtoms: call.atoms, availableAtoms: available)
    }
    accounts.update(sender) { $0.atoms -= call.atoms }
    vaultAtoms += call.atoms
    let deposit = Deposit(
      owner: owner(of: call.beneficiary, &accounts), address: call.beneficiary, amount: call.atoms)
    return inbox.append(kind: InboxMessage.deposit, payload: Self.payload(deposit), at: position)
  }

  /// The number given before, or the next free one.
  private mutating func owner(of address: Address, _ accounts: inout L1Accounts) -> OwnerID {
    if let number = accounts[address].owner.index { return OwnerID(UInt32(number)) }
    let owner = OwnerID(ownerCount)
    ownerCount += 1
    accounts.update(address) { $0.owner = Link(owner.index) }
    return owner
  }

  private static func payload(_ deposit: Deposit) -> ByteList<512> {
    do throws(DecodingError) { return try ByteList(deposit.encoded()) } catch {
      preconditionFailure("a deposit does not fit a message")
    }
  }
}
