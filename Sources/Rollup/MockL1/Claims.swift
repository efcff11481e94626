import Cryptography
import Ledger
import SSZ

/// What somebody says, with a bond, the machine's root is after an entry.
public struct Claim: SSZContainer, Equatable {
  public var parent = Link.none
  public var entryIndex: UInt64 = 0
  public var entryAccumulator = Bytes32()
  public var machineRoot = Bytes32()
  public var bondAtoms: UInt64 = 0
  public var claimant = Address.zero
  public var l1Number: UInt64 = 0

  public init() {}

  init(_ call: ClaimCall, from claimant: Address, at position: L1Position) {
    parent = call.parent
    entryIndex = call.entryIndex
    entryAccumulator = call.entryAccumulator
    machineRoot = call.machineRoot
    bondAtoms = call.bondAtoms
    self.claimant = claimant
    l1Number = position.number
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("parent", &parent)
    try visitor.field("entryIndex", &entryIndex)
    try visitor.field("entryAccumulator", &entryAccumulator)
    try visitor.field("machineRoot", &machineRoot)
    try visitor.field("bondAtoms", &bondAtoms)
    try visitor.field("claimant", &claimant)
    try visitor.field("l1Number", &l1Number)
  }
}

/// All claims, each on a boundary between batches.
public struct Claims: Equatable, Sendable {
  public private(set) var all: [Claim] = []
  public let minimumBondAtoms: UInt64

  init(minimumBondAtoms: UInt64) { self.minimumBondAtoms = minimumBondAtoms }

  /// Takes the bond, records the claim and returns its index.
  ///
  /// A claim names the accumulator it speaks of. If a reorg removes that entry the claim cannot be included again,
  /// and the bond is where it was before.
  mutating func make(
    _ call: ClaimCall, from sender: Address, _ accounts: inout L1Accounts, on batches: BatchInbox,
    at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    guard call.entryIndex < batches.entryCount,
      batches.accumulators[Int(call.entryIndex) + 1] == call.entryAccumulator
    else { throw .notCanonical(entryIndex: call.entryIndex, accumulator: call.entryAccumulator) }
    try checkParent(of: call)
    guard call.bondAtoms >= minimumBondAtoms else {
      throw .bondTooSmall(minimumAtoms: minimumBondAtoms, foundAtoms: call.bondAtoms)
    }
    let available = accounts[sender].atoms
    guard available >= call.bondAtoms else {
      throw .insufficientBalance(neededAtoms: call.bondAtoms, availableAtoms: available)
    }
    accounts.update(sender) { account in
      account.atoms -= call.bondAtoms
      account.bondedAtoms += call.bondAtoms
    }
    all.append(Claim(call, from: sender, at: position))
    return UInt64(all.count - 1)
  }

  private func checkParent(of call: ClaimCall) throws(ContractRevert) {
    guard let parent = call.parent.index else { return }
    guard parent < all.count else { throw .noSuchParent(claimIndex: parent, claimCount: UInt64(all.count)) }
    let parentEntryIndex = all[Int(parent)].entryIndex
    guard parentEntryIndex < call.entryIndex else {
      throw .parentNotEarlier(parentEntryIndex: parentEntryIndex, found: call.entryIndex)
    }
  }

  mutating func rewind(to count: Int) { all.removeLast(all.count - count) }
}
