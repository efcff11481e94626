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

/// All claims, each on a boundary between batches, and which of them are settled.
public struct Claims: Sendable {
  public private(set) var all: [Claim] = []
  public let minimumBondAtoms: UInt64
  /// The last settled claim; none at first. Settled claims are one chain: each is the parent of the next.
  public private(set) var lastSettled = Link.none
  private var records = L1List<ClaimRecord>()
  /// The last claim that says something, by what it says.
  private var directory: [Bytes32: UInt64] = [:]
  private let entryLimit: UInt64

  init(minimumBondAtoms: UInt64, rules: DisputeRules) {
    self.minimumBondAtoms = minimumBondAtoms
    entryLimit = rules.entryLimit
  }

  /// Where a claim stands; nil if there is none at this index.
  ///
  /// What one inherits from a claim that it builds on counts at once, before it is decided itself.
  public func status(of claimIndex: UInt64) -> ClaimStatus? {
    guard claimIndex < all.count else { return nil }
    var index = claimIndex
    while true {
      switch records[index].decision {
      case .open: break
      case .settled: return index == claimIndex ? .settled : unlessSuperseded(claimIndex, after: Link(index))
      case .defeated: return .defeated
      case .superseded: return .superseded
      }
      guard let parent = all[Int(index)].parent.index else { return unlessSuperseded(claimIndex, after: .none) }
      index = parent
    }
  }

  func claim(_ index: UInt64) throws(ContractRevert) -> Claim {
    guard index < all.count else { throw .noSuchClaim(claimIndex: index, claimCount: UInt64(all.count)) }
    return all[Int(index)]
  }

  private func unlessSuperseded(_ claimIndex: UInt64, after settled: Link) -> ClaimStatus {
    guard settled == lastSettled else { return .superseded }
    return records[claimIndex].isChallenged ? .challenged : .pending
  }

  /// Whether a claim has its own verdict, and whatever builds on it can be given one.
  ///
  /// - Precondition: there is a claim at this index.
  public func isDecided(_ claimIndex: UInt64) -> Bool { decision(of: claimIndex) != .open }

  /// The identity of a claim's opening move, by which later claims and answers name it.
  ///
  /// - Precondition: there is a claim at this index.
  public func identity(of claimIndex: UInt64) -> Bytes32 { records[claimIndex].identity }

  private func decision(of claimIndex: UInt64) -> ClaimRecord.Decision { records[claimIndex].decision }
}

// MARK: - Making a claim

extension Claims {
  /// Takes the bond, records the claim and returns its index.
  ///
  /// A claim names the accumulator it speaks of. If a reorg removes that entry the claim cannot be included again,
  /// and the bond is where it was before. In the same way it names what its parent says, and all before that.
  mutating func make(
    _ call: ClaimCall, from sender: Address, _ accounts: inout L1Accounts, on batches: BatchInbox,
    at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    guard call.entryIndex < batches.entryCount,
      batches.accumulators[Int(call.entryIndex) + 1] == call.entryAccumulator
    else { throw .notCanonical(entryIndex: call.entryIndex, accumulator: call.entryAccumulator) }
    try checkParent(of: call)
    let sameBefore = try sameBefore(call)
    guard call.bondAtoms >= minimumBondAtoms else {
      throw .bondTooSmall(minimumAtoms: minimumBondAtoms, foundAtoms: call.bondAtoms)
    }
    try accounts.bond(call.bondAtoms, of: sender)
    return append(Claim(call, from: sender, at: position), content: call.content, sameBefore)
  }

  private func checkParent(of call: ClaimCall) throws(ContractRevert) {
    var firstEntry: UInt64 = 0
    var identity = Bytes32()
    if let parent = call.parent.index {
      guard parent < all.count else { throw .noSuchParent(claimIndex: parent, claimCount: UInt64(all.count)) }
      let parentEntryIndex = all[Int(parent)].entryIndex
      guard parentEntryIndex < call.entryIndex else {
        throw .parentNotEarlier(parentEntryIndex: parentEntryIndex, found: call.entryIndex)
      }
      firstEntry = parentEntryIndex + 1
      identity = self.identity(of: parent)
    }
    guard call.parentIdentity == identity else {
      throw .parentReplaced(expected: call.parentIdentity, found: identity)
    }
    guard call.parent == lastSettled || isOpen(call.parent) else { throw .parentNotLastSettled(lastSettled) }
    guard call.entryIndex - firstEntry < entryLimit else {
      throw .tooManyEntries(limit: entryLimit, found: call.entryIndex - firstEntry + 1)
    }
  }

  private func isOpen(_ claim: Link) -> Bool { claim.index.map { decision(of: $0) == .open } ?? false }

  /// The last claim that says the same, if it lost or was superseded. If it has not, one is enough.
  private func sameBefore(_ call: ClaimCall) throws(ContractRevert) -> Link {
    guard let same = directory[call.content] else { return .none }
    switch decision(of: same) {
    case .open, .settled: throw .claimedBefore(claimIndex: same)
    case .defeated, .superseded: return Link(same)
    }
  }

  private mutating func append(
    _ claim: Claim, content: Bytes32, _ sameBefore: Link
  ) -> UInt64 {
    var record = ClaimRecord()
    record.identity = SHA256.hash(content, UInt64(all.count).hashTreeRoot())
    record.sameBefore = sameBefore
    all.append(claim)
    directory[content] = records.append(record)
    return UInt64(all.count - 1)
  }
}

extension ClaimCall {
  /// A hash over what the claim says, and all that it builds on.
  fileprivate var content: Bytes32 { Claims.content(parentIdentity, entryAccumulator, machineRoot) }
}

// MARK: - Deciding a claim

extension Claims {
  /// Somebody has answered the claim.
  mutating func challenge(_ claimIndex: UInt64) { records[claimIndex].isChallenged = true }

  /// Decides a claim whose game has a verdict.
  ///
  /// - Parameter isCountered: that verdict.
  /// - Throws: if the claim that it builds on is undecided.
  mutating func decide(
    _ claimIndex: UInt64, isCountered: Bool
  ) throws(ContractRevert) -> ClaimRecord.Decision {
    let parent = all[Int(claimIndex)].parent
    let decision = isCountered ? .defeated : try inherited(from: parent)
    records[claimIndex].decision = decision
    if decision == .settled { lastSettled = Link(claimIndex) }
    return decision
  }

  /// What an uncountered claim on `parent` comes to.
  private func inherited(from parent: Link) throws(ContractRevert) -> ClaimRecord.Decision {
    if let index = parent.index {
      switch decision(of: index) {
      case .open: throw .parentUndecided(claimIndex: index)
      case .defeated: return .defeated
      case .superseded: return .superseded
      case .settled: break
      }
    }
    return parent == lastSettled ? .settled : .superseded
  }
}

// MARK: - Reorgs

extension Claims {
  struct Checkpoint: Sendable {
    let count: Int
    fileprivate let lastSettled: Link
    fileprivate let records: L1List<ClaimRecord>
  }

  var checkpoint: Checkpoint { Checkpoint(count: all.count, lastSettled: lastSettled, records: records) }

  mutating func rewind(to checkpoint: Checkpoint) {
    for index in (checkpoint.count..<all.count).reversed() {
      directory[content(of: all[index])] = records[UInt64(index)].sameBefore.index
    }
    all.removeLast(all.count - checkpoint.count)
    lastSettled = checkpoint.lastSettled
    records = checkpoint.records
  }

  private func content(of claim: Claim) -> Bytes32 {
    Self.content(claim.parent.index.map(identity(of:)) ?? Bytes32(), claim.entryAccumulator, claim.machineRoot)
  }

  fileprivate static func content(_ parent: Bytes32, _ accumulator: Bytes32, _ machineRoot: Bytes32) -> Bytes32 {
    SHA256.hash(parent, SHA256.hash(accumulator, machineRoot))
  }
}

extension Claims: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.all == right.all && left.lastSettled == right.lastSettled && left.records.all == right.records.all
      && left.directory == right.directory
  }
}
