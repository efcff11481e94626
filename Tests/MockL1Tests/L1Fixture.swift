import Cryptography
import Ledger
import MockL1
import SSZ

func address(_ number: UInt8) -> Address { Address([UInt8](repeating: number, count: 20)) }

let sequencer = address(0xaa)
let alice = address(1)
let bob = address(2)

/// Alice, Bob and the sequencer hold a thousand atoms each, and so many lots of collateral; a bond is at least a hundred.
func newChain(
  lots: UInt64 = 1_000, isCollateralRegistered: Bool = true, forced: ForcedRules = ForcedRules(),
  disputes: DisputeRules = DisputeRules(), bridge: BridgeRules = BridgeRules(),
  appraiser: any ExitAppraiser = NoAppraiser()
) throws -> L1Chain {
  L1Chain(
    genesis: try L1Genesis(
      timestampMs: 1_000, sequencer: sequencer, minimumBondAtoms: 100, vaultAtoms: 50,
      isCollateralRegistered: isCollateralRegistered, forced: forced,
      balances: [alice, bob, sequencer].map { L1Genesis.Balance($0, atoms: 1_000, lots: lots) },
      disputes: disputes, bridge: bridge),
    appraiser: appraiser)
}

extension L1Chain {
  @discardableResult
  mutating func deposit(
    _ amount: UInt64, of asset: Asset = .quote, from sender: Address, to beneficiary: Address? = nil
  ) -> L1Transaction {
    submit(.deposit(DepositCall(beneficiary: beneficiary ?? sender, asset: asset, amount: amount)), from: sender)
  }

  /// Submits the batch that fits the chain as it is, after `change`.
  @discardableResult
  mutating func post(
    _ data: [UInt8], inboxUpTo: UInt64 = 0, epoch: UInt64 = 0, from sender: Address = sequencer,
    _ change: (inout PostBatchCall) -> Void = { _ in }
  ) -> L1Transaction {
    sidecars.insert(data)
    var call = PostBatchCall(
      expectedIndex: contracts.batchInbox.entryCount, expectedAccumulator: contracts.batchInbox.accumulator,
      data: data, inboxUpTo: inboxUpTo, epoch: epoch)
    change(&call)
    return submit(.postBatch(call), from: sender)
  }

  /// Submits a claim on entry `index`, after `change`.
  @discardableResult
  mutating func claim(
    entry index: UInt64, parent: Link = .none, bond: UInt64 = 100, from sender: Address = sequencer,
    _ change: (inout ClaimCall) -> Void = { _ in }
  ) -> L1Transaction {
    let accumulators = contracts.batchInbox.accumulators
    var call = ClaimCall(
      parent: parent, parentIdentity: identity(of: parent), entryIndex: index,
      entryAccumulator: index < accumulators.count - 1 ? accumulators[Int(index) + 1] : Bytes32(),
      machineRoot: Bytes32(), bondAtoms: bond)
    change(&call)
    return submit(.claim(call), from: sender)
  }

  /// What a claim on `parent` takes it for.
  func identity(of parent: Link) -> Bytes32 {
    guard let index = parent.index, index < contracts.claims.all.count else { return Bytes32() }
    return contracts.claims.identity(of: index)
  }

  /// Submits a request to cancel all orders.
  @discardableResult
  mutating func force(from sender: Address, _ change: (inout ForceActionCall) -> Void = { _ in }) -> L1Transaction {
    var call = ForceActionCall(ForcedRequest(.cancelAll(CancelAll(market: CancelAll.allMarkets))))
    change(&call)
    return submit(.forceAction(call), from: sender)
  }

  mutating func mine() -> [L1Outcome] { mine(at: head.block.timestampMs + 12_000).outcomes }

  /// What `submitting` does to the chain if it is included alone.
  mutating func outcome(of submitting: (inout L1Chain) throws -> Void) rethrows -> L1Outcome? {
    try submitting(&self)
    return mine().first
  }

  func deposits() throws -> [Deposit] {
    try contracts.inbox.messages.map { try Deposit.decoded($0.payload.bytes) }
  }

  /// All lots of collateral there are.
  var collateral: UInt64 { contracts.accounts.all.reduce(contracts.bridge.vaultLots) { $0 + $1.lots } }

  /// All quote tokens there were: with their owners, behind claims and moves, in the vault, and burned.
  var supply: UInt64 {
    contracts.accounts.all.reduce(contracts.bridge.vaultAtoms + contracts.disputes.burnedAtoms) {
      $0 + $1.atoms + $1.bondedAtoms
    }
  }
}
