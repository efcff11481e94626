import Cryptography
import Ledger
import Merkle
import SSZ
import Units

/// The end of the rollup: once its sequencer has been silent for too long, everybody takes out what is his.
///
/// Deposits that were not read and withdrawals that were proven are owed as they are, and come first. What is left belongs
/// to those who leave: all who show within a window what they were worth share it, in full or by one ratio, so that nobody
/// gains by being first. Who comes later takes what then remains.
///
/// A value of which a copy costs nothing: blocks keep copies as their snapshots.
public struct Escape: Sendable {
  /// Nil while the rollup lives.
  public private(set) var freeze: Freeze?
  /// What was shown in time, together.
  public private(set) var registered = AssetAmounts()
  /// Deposits that were not read and have not been given back, together.
  public private(set) var unrefunded = AssetAmounts()
  /// How it is shared; nil until the window is over and somebody asks.
  public private(set) var dividend: Dividend?
  private var exits = PersistentTree<ExitRecord, 32>(at: .root)
  private var refunded = Bitmap()

  /// Where the rollup ended.
  public struct Freeze: Equatable, Sendable {
    public let l1Number: UInt64
    /// The last settled claim. Without one nothing was ever relied on: all deposits count as not read.
    public let claim: Link
    /// Entries up to that claim. What was posted later did not happen.
    public let entryCount: UInt64
    /// Messages that they have read.
    public let messagesRead: UInt64
  }

  /// How what is left is shared.
  public struct Dividend: Equatable, Sendable {
    /// What there is for those who were in time, and what they were worth. Each gets `worth × available / registered`,
    /// rounded down, or all of it where that is enough.
    public let available: AssetAmounts
    public let registered: AssetAmounts
    /// The block in which it was set.
    public let l1Number: UInt64
    /// What the vault keeps for those it is owed to, and for shares that nobody has collected.
    public fileprivate(set) var reserved: AssetAmounts
  }

  init() {}

  /// The exit of an account, as far as it has come.
  public func exit(of account: AccountID) -> ExitRecord {
    do throws(StateAccessError) { return try exits.read(account.index) } catch { Self.refuse(error) }
  }

  public func isRefunded(_ messageIndex: UInt32) -> Bool { refunded.contains(messageIndex) }

  private mutating func set(_ exit: ExitRecord, of account: AccountID) {
    do throws(StateAccessError) { try exits.write(exit, at: account.index) } catch { Self.refuse(error) }
  }

  private static func refuse(_ error: StateAccessError) -> Never {
    preconditionFailure("a part of the L1's own memory is blinded at \(error)")
  }

  /// - Throws: `.notFrozen`.
  func frozen() throws(ContractRevert) -> Freeze {
    guard let freeze else { throw .notFrozen }
    return freeze
  }
}

// MARK: - The end

extension Escape {
  /// - Parameter unread: deposits that no settled entry has read.
  mutating func begin(_ freeze: Freeze, unread: [Deposit]) {
    self.freeze = freeze
    for deposit in unread { unrefunded[deposit.asset] += UInt128(deposit.amount) }
  }

  /// Fixes how much there is to share. What the bridge owes beside comes first.
  mutating func close(holding vault: AssetAmounts, owing withdrawals: AssetAmounts, at position: L1Position) {
    guard dividend == nil else { return }
    let available = shareable(of: vault, owing: withdrawals)
    var reserved = AssetAmounts()
    for asset in Asset.allCases {
      reserved[asset] = vault[asset] - available[asset] + min(available[asset], registered[asset])
    }
    dividend = Dividend(
      available: available, registered: registered, l1Number: position.number, reserved: reserved)
  }

  /// What is left of the vault for those who leave.
  func shareable(of vault: AssetAmounts, owing withdrawals: AssetAmounts) -> AssetAmounts {
    var left = AssetAmounts()
    for asset in Asset.allCases {
      left[asset] = vault[asset] - min(vault[asset], unrefunded[asset] + withdrawals[asset])
    }
    return left
  }
}

// MARK: - Those who leave

extension Escape {
  /// Nobody leaves twice, the exchange's own accounts do not leave, and what is worth nothing takes nothing out.
  func check(_ value: ExitValue, of account: AccountID) throws(ContractRevert) {
    guard exit(of: account).stage == .none else { throw .alreadyExited(account) }
    guard value.recipient != .zero else { throw .zeroBeneficiary }
    guard value.atoms > 0 || value.lots > 0 else { throw .nothingToExit(account) }
  }

  mutating func register(_ value: ExitValue, of account: AccountID) {
    set(ExitRecord(.registered, value), of: account)
    registered.atoms += UInt128(value.atoms)
    registered.lots += UInt128(value.lots)
  }

  /// Takes note that an account was paid, all that it will ever get.
  mutating func markPaid(_ value: ExitValue, of account: AccountID) { set(ExitRecord(.paid, value), of: account) }

  /// Takes the share of an account that was in time out of what is reserved.
  ///
  /// - Precondition: there is a dividend.
  mutating func collect(_ account: AccountID) throws(ContractRevert) -> ExitValue {
    var exit = exit(of: account)
    switch exit.stage {
    case .none: throw .notRegistered(account)
    case .paid: throw .alreadyExited(account)
    case .registered: break
    }
    let share = share(of: exit)
    exit.stage = .paid
    set(exit, of: account)
    release(.quote, share.atoms)
    release(.collateral, share.lots)
    return share
  }

  /// What an account that was in time is paid when it asks; nil before that is known.
  public func share(of account: AccountID) -> ExitValue? {
    let exit = exit(of: account)
    return dividend == nil || exit.stage != .registered ? nil : share(of: exit)
  }

  private func share(of exit: ExitRecord) -> ExitValue {
    ExitValue(recipient: exit.recipient, atoms: share(of: exit, in: .quote), lots: share(of: exit, in: .collateral))
  }

  private func share(of exit: ExitRecord, in asset: Asset) -> UInt64 {
    guard let dividend else { preconditionFailure("a share is asked for before there is anything to share") }
    let (available, registered) = (dividend.available[asset], dividend.registered[asset])
    guard available < registered else { return exit[asset] }
    // Both factors are below 2^64: of `available`, because the vault holds no more.
    return UInt64(UInt128(exit[asset]) * available / registered)
  }

  /// What is neither owed nor reserved.
  func spare(_ asset: Asset, holding vault: UInt64) -> UInt64 {
    let reserved = dividend?.reserved[asset] ?? 0
    return UInt64(UInt128(vault) - min(reserved, UInt128(vault)))
  }

  /// Something that was reserved is paid.
  mutating func release(_ asset: Asset, _ amount: UInt64) {
    guard let reserved = dividend?.reserved[asset] else { return }
    dividend?.reserved[asset] = reserved - min(reserved, UInt128(amount))
  }
}

// MARK: - Deposits that were not read

extension Escape {
  /// The deposit that is to be given back.
  mutating func refund(_ messageIndex: UInt32, in inbox: Inbox) throws(ContractRevert) -> Deposit {
    let (index, freeze) = (UInt64(messageIndex), try frozen())
    guard index < inbox.messageCount else {
      throw .noSuchMessage(messageIndex: index, messageCount: inbox.messageCount)
    }
    guard index >= freeze.messagesRead else { throw .depositWasRead(messageIndex: index, read: freeze.messagesRead) }
    guard let deposit = inbox.messages[Int(index)].asDeposit else { throw .notADeposit(messageIndex: index) }
    guard !refunded.contains(messageIndex) else { throw .alreadyRefunded(messageIndex: index) }
    refunded.insert(messageIndex)
    unrefunded[deposit.asset] -= UInt128(deposit.amount)
    release(deposit.asset, deposit.amount)
    return deposit
  }
}
