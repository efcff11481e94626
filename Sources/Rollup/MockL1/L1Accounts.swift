import Cryptography
import Ledger
import Merkle
import SSZ

/// What the L1 knows of one address.
public struct L1Account: SSZContainer, MerkleElement, Equatable {
  public var address = Address.zero
  /// Transactions included so far.
  public var nonce: UInt64 = 0
  /// Quote tokens at hand.
  public var atoms: UInt64 = 0
  /// Lots of the collateral asset at hand.
  public var lots: UInt64 = 0
  /// Quote tokens that stand behind claims and moves, or were decided to be its own and not yet paid.
  public var bondedAtoms: UInt64 = 0
  /// The number that the bridge gave it with its first deposit.
  public var owner = Link.none

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("address", &address)
    try visitor.field("nonce", &nonce)
    try visitor.field("atoms", &atoms)
    try visitor.field("lots", &lots)
    try visitor.field("bondedAtoms", &bondedAtoms)
    try visitor.field("owner", &owner)
  }
}

/// All addresses that hold tokens or have sent a transaction, in the order in which they first did.
public struct L1Accounts: Sendable {
  /// Kept by every block as its snapshot, which costs the pages that the block changed.
  private(set) var list = L1List<L1Account>()
  /// Where in `list` an address stood when it was last added. After a reorg that may be another's place: an entry
  /// counts only if the element says the same. So the directory itself needs no snapshots.
  private var directory: [Address: UInt64] = [:]

  init() {}

  /// The account of `address`; an empty one if the L1 has never heard of it.
  public subscript(address: Address) -> L1Account {
    guard let index = index(of: address) else { return Self.empty(address) }
    return list[index]
  }

  mutating func update(_ address: Address, _ change: (inout L1Account) -> Void) {
    let known = index(of: address)
    var account = known.map { list[$0] } ?? Self.empty(address)
    change(&account)
    if let known { list[known] = account } else { directory[address] = list.append(account) }
  }

  /// Puts atoms of `address` behind a claim or a move.
  mutating func bond(_ atoms: UInt64, of address: Address) throws(ContractRevert) {
    let available = self[address].atoms
    guard available >= atoms else { throw .insufficientBalance(neededAtoms: atoms, availableAtoms: available) }
    update(address) { account in
      account.atoms -= atoms
      account.bondedAtoms += atoms
    }
  }

  mutating func rewind(to list: L1List<L1Account>) { self.list = list }

  /// Every account, by the time of its first appearance.
  public var all: [L1Account] { list.all }

  private static func empty(_ address: Address) -> L1Account {
    var account = L1Account()
    account.address = address
    return account
  }

  private func index(of address: Address) -> UInt64? {
    guard let index = directory[address], index < list.count, list[index].address == address else { return nil }
    return index
  }
}
