import Cryptography
import SSZ

/// How the L1 begins: its time, its contracts' constants, and who holds how many tokens.
public struct L1Genesis: Equatable, Sendable {
  public private(set) var timestampMs: UInt64
  /// Who may post batches.
  public let sequencer: Address
  public let minimumBondAtoms: UInt64
  /// What the bridge holds for balances that the L2's genesis state already counts.
  public let vaultAtoms: UInt64
  /// Whether the exchange knows a collateral asset, so that the bridge takes it.
  public let isCollateralRegistered: Bool
  public let forced: ForcedRules
  public let bridge: BridgeRules
  public let balances: [Balance]
  public private(set) var disputes: DisputeRules

  /// - Throws: if an address is listed twice, all tokens of one kind together are more than 2^64 − 1, messages are to be
  ///   overdue in their own block, or the disputes' rules contradict each other.
  public init(
    timestampMs: UInt64, sequencer: Address, minimumBondAtoms: UInt64, vaultAtoms: UInt64 = 0,
    isCollateralRegistered: Bool = false, forced: ForcedRules = ForcedRules(), balances: [Balance],
    disputes: DisputeRules = DisputeRules(), bridge: BridgeRules = BridgeRules()
  ) throws(L1GenesisError) {
    guard forced.delayBlocks > 0 else { throw .overdueAtOnce }
    guard disputes.isConsistent else { throw .disputeRules }
    try Self.check(balances, beside: vaultAtoms)
    self.timestampMs = timestampMs
    self.sequencer = sequencer
    self.minimumBondAtoms = minimumBondAtoms
    self.vaultAtoms = vaultAtoms
    self.isCollateralRegistered = isCollateralRegistered
    self.forced = forced
    self.bridge = bridge
    self.balances = balances
    self.disputes = disputes
  }

  /// The same L1, begun at another time.
  public func starting(at timestampMs: UInt64) -> L1Genesis {
    var copy = self
    copy.timestampMs = timestampMs
    return copy
  }

  /// The same L1, whose claims and disputes start from another machine.
  ///
  /// - Parameter machineRoot: before the first entry.
  public func disputing(from machineRoot: Bytes32) -> L1Genesis {
    var copy = self
    copy.disputes.genesisMachineRoot = machineRoot
    return copy
  }

  private static func check(_ balances: [Balance], beside vaultAtoms: UInt64) throws(L1GenesisError) {
    guard balances.count <= Encoding.balanceLimit else { throw .tooManyBalances(limit: Encoding.balanceLimit) }
    var seen: Set<Address> = []
    var (atoms, lots) = (UInt128(vaultAtoms), UInt128(0))
    for balance in balances {
      guard seen.insert(balance.address).inserted else { throw .listedTwice(balance.address) }
      atoms += UInt128(balance.atoms)
      lots += UInt128(balance.lots)
    }
    guard max(atoms, lots) <= UInt128(UInt64.max) else { throw .supplyOverflow }
  }

  public struct Balance: SSZContainer, Equatable {
    public var address = Address.zero
    public var atoms: UInt64 = 0
    /// Of the collateral asset.
    public var lots: UInt64 = 0

    public init() {}

    public init(_ address: Address, atoms: UInt64, lots: UInt64 = 0) {
      self.address = address
      self.atoms = atoms
      self.lots = lots
    }

    public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
      try visitor.field("address", &address)
      try visitor.field("atoms", &atoms)
      try visitor.field("lots", &lots)
    }
  }

  /// `hash_tree_root` of the fields as a container: chains with different beginnings share no block.
  public var root: Bytes32 { Encoding(self).hashTreeRoot() }
}

public enum L1GenesisError: Error, Equatable, Sendable {
  case tooManyBalances(limit: Int)
  case listedTwice(Address)
  case supplyOverflow
  case disputeRules
  case overdueAtOnce
}

private struct Encoding: SSZContainer {
  var timestampMs: UInt64 = 0
  var sequencer = Address.zero
  var minimumBondAtoms: UInt64 = 0
  var vaultAtoms: UInt64 = 0
  var isCollateralRegistered = false
  var forced = ForcedRules()
  var bridge = BridgeRules()
  var balances = BoundedList<L1Genesis.Balance, 1_048_576>()
  var disputes = DisputeRules()

  static let balanceLimit = 1_048_576

  init() {}

  init(_ genesis: L1Genesis) {
    timestampMs = genesis.timestampMs
    sequencer = genesis.sequencer
    minimumBondAtoms = genesis.minimumBondAtoms
    vaultAtoms = genesis.vaultAtoms
    isCollateralRegistered = genesis.isCollateralRegistered
    disputes = genesis.disputes
    forced = genesis.forced
    bridge = genesis.bridge
    do throws(DecodingError) { balances = try BoundedList(genesis.balances) } catch {
      preconditionFailure("a genesis was made with too many balances")
    }
  }

  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("timestampMs", &timestampMs)
    try visitor.field("sequencer", &sequencer)
    try visitor.field("minimumBondAtoms", &minimumBondAtoms)
    try visitor.field("vaultAtoms", &vaultAtoms)
    try visitor.field("isCollateralRegistered", &isCollateralRegistered)
    try visitor.field("forced", &forced)
    try visitor.field("balances", &balances)
    try visitor.field("disputes", &disputes)
    try visitor.field("bridge", &bridge)
  }
}
