import Cryptography
import Ledger
import SSZ
import Units

/// Holds the money that is used on L2, and numbers those who may use it.
///
/// A deposit that L2 would have to refuse is refused here, where the sender still has the tokens.
public struct Bridge: Equatable, Sendable {
  /// Quote atoms in the vault.
  public private(set) var vaultAtoms: UInt64
  /// Lots of the collateral asset in the vault: on L2 there are never more.
  public private(set) var vaultLots: UInt64 = 0
  /// Whether the exchange knows a collateral asset.
  public let isCollateralRegistered: Bool
  /// Owner numbers given out, the reserved ones included.
  public private(set) var ownerCount = UInt32(Owner.Reserved.allCases.count)

  init(vaultAtoms: UInt64, isCollateralRegistered: Bool) {
    self.vaultAtoms = vaultAtoms
    self.isCollateralRegistered = isCollateralRegistered
  }

  /// Takes tokens from `sender` and tells L2 whose they are. Returns the message's index.
  mutating func deposit(
    _ call: DepositCall, from sender: Address, _ accounts: inout L1Accounts, into inbox: inout Inbox,
    at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    guard call.amount > 0 else { throw .zeroAmount }
    guard call.beneficiary != .zero else { throw .zeroBeneficiary }
    switch call.asset {
    case .quote: try takeQuote(call.amount, from: sender, &accounts)
    case .collateral: try takeCollateral(call.amount, from: sender, &accounts)
    }
    let deposit = Deposit(
      owner: owner(of: call.beneficiary, &accounts), address: call.beneficiary, asset: call.asset, amount: call.amount)
    return inbox.append(kind: InboxMessage.deposit, payload: Inbox.payload(deposit), at: position)
  }

  private mutating func takeQuote(
    _ atoms: UInt64, from sender: Address, _ accounts: inout L1Accounts
  ) throws(ContractRevert) {
    let available = accounts[sender].atoms
    guard available >= atoms else { throw .insufficientBalance(neededAtoms: atoms, availableAtoms: available) }
    accounts.update(sender) { $0.atoms -= atoms }
    vaultAtoms += atoms
  }

  private mutating func takeCollateral(
    _ lots: UInt64, from sender: Address, _ accounts: inout L1Accounts
  ) throws(ContractRevert) {
    guard isCollateralRegistered else { throw .unregisteredAsset(.collateral) }
    let available = accounts[sender].lots
    guard available >= lots else { throw .insufficientCollateral(neededLots: lots, availableLots: available) }
    // All lots of the L1 together fit 64 bits.
    guard vaultLots + lots < CollateralRules.lotLimit else {
      throw .collateralFull(limitLots: CollateralRules.lotLimit, foundLots: vaultLots + lots)
    }
    accounts.update(sender) { $0.lots -= lots }
    vaultLots += lots
  }

  /// Pays out of the vault.
  ///
  /// - Precondition: the vault holds as much.
  mutating func pay(_ amount: UInt64, of asset: Asset, to recipient: Address, _ accounts: inout L1Accounts) {
    precondition(amount <= holds(asset), "the vault pays what it does not have")
    // All tokens of the L1 together fit 64 bits.
    switch asset {
    case .quote:
      vaultAtoms -= amount
      accounts.update(recipient) { $0.atoms += amount }
    case .collateral:
      vaultLots -= amount
      accounts.update(recipient) { $0.lots += amount }
    }
  }

  /// What the vault holds of either asset.
  public var vault: AssetAmounts {
    var amounts = AssetAmounts()
    for asset in Asset.allCases { amounts[asset] = UInt128(holds(asset)) }
    return amounts
  }

  /// What the vault holds: quote atoms, or lots of the collateral asset.
  public func holds(_ asset: Asset) -> UInt64 {
    switch asset {
    case .quote: vaultAtoms
    case .collateral: vaultLots
    }
  }

  /// The number given before, or the next free one.
  private mutating func owner(of address: Address, _ accounts: inout L1Accounts) -> OwnerID {
    if let number = accounts[address].owner.index { return OwnerID(UInt32(number)) }
    let owner = OwnerID(ownerCount)
    ownerCount += 1
    accounts.update(address) { $0.owner = Link(owner.index) }
    return owner
  }
}
