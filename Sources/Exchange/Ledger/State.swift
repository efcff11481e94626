import Cryptography
import Merkle
import SSZ
import Units

/// Everything the exchange knows. Block headers commit to its root.
///
/// Small containers are values; lists and books are persistent trees, of which a verifier may know only parts. A copy
/// is O(1).
public struct State: Sendable {
  public var clock: Clock
  public var inbox: InboxCursor
  public var parameters: Parameters
  public var rules: PersistentList<MarketRules, 6>
  /// Each publisher's last word on each market's feed; see `PublishedPrice.index`.
  public var prices: PersistentList<PublishedPrice, 11>
  public var collateral: CollateralState
  public var equivocations: PersistentList<Equivocation, 20>
  public var markets: PersistentList<Market, 6>
  public var owners: PersistentList<Owner, 32>
  public var sessionKeys: PersistentList<SessionKey, 32>
  public var directories: PersistentList<SubAccountDirectory, 32>
  public var accounts: PersistentList<Account, 32>
  public var positions: PersistentList<Position, 32>
  /// Free elements of `positions`, linked by `next`.
  public var firstFreePosition: Link
  public var books: PerMarket<OrderBook>
  /// Who waits for what, and the places in those queues: `Trigger`s at `4 × number + kind`.
  public var marketQueues: PerMarket<MarketQueues>
  public var positionTriggers: PersistentVector<34>
  public var accountQueues: AccountQueues
  public var accountTriggers: PersistentVector<34>
  /// Accounts that changed since their triggers were last set, newest first, linked by `nextTouched`.
  public var firstTouched: Link
  /// The outbox.
  public var withdrawals: PersistentList<Withdrawal, 32>
  public var totals: Totals
  /// Hashes of the last 256 blocks, by number modulo 256.
  public var history: PersistentVector<8>

  /// Of a state of which a proof shows parts: the hashes that came with it above fields of which nothing is shown. Empty
  /// in a state that is known as a whole.
  public private(set) var knownNodes: [PlacedHash] = []

  public init() {
    clock = Clock()
    inbox = InboxCursor()
    parameters = Parameters()
    rules = PersistentList(at: Self.position(ofField: 3))
    prices = PersistentList(at: Self.position(ofField: 4))
    collateral = CollateralState()
    equivocations = PersistentList(at: Self.position(ofField: 6))
    markets = PersistentList(at: Self.position(ofField: 7))
    owners = PersistentList(at: Self.position(ofField: 8))
    sessionKeys = PersistentList(at: Self.position(ofField: 9))
    directories = PersistentList(at: Self.position(ofField: 10))
    accounts = PersistentList(at: Self.position(ofField: 11))
    positions = PersistentList(at: Self.position(ofField: 12))
    firstFreePosition = .none
    books = PerMarket()
    marketQueues = PerMarket()
    positionTriggers = PersistentVector(at: Self.position(ofField: 16))
    accountQueues = AccountQueues(at: Self.position(ofField: 17))
    accountTriggers = PersistentVector(at: Self.position(ofField: 18))
    firstTouched = .none
    withdrawals = PersistentList(at: Self.position(ofField: 20))
    totals = Totals()
    history = PersistentVector(at: Self.position(ofField: 22))
  }

  /// A state of which nothing but the root is known.
  public init(blinded root: Bytes32) {
    self.init()
    var blinder = Blinder()
    visit(&blinder)
    know([PlacedHash(Self.position, root)])
  }

  /// Takes `nodes` for what a proof says they are, whatever lies below. Those inside trees the trees know themselves.
  public mutating func know(_ nodes: [PlacedHash]) { knownNodes = nodes.filter { $0.index.depth <= Self.deepestField } }

  /// Levels from the root of `Execution` to the fields of a market's part, below which there are only trees.
  private static let deepestField = position(ofBook: MarketID(0)).depth + OrderBook.fieldDepth

  /// Where the state lies in the tree of `Execution`, of which it is the third of four fields.
  public static let position = GeneralizedIndex.root.descendant(depth: 2, position: 2)

  /// Levels from the state's root to its fields.
  public static let fieldDepth = 5

  /// Where field `index` lies in the tree of `Execution`.
  public static func position(ofField index: UInt64) -> GeneralizedIndex {
    position.descendant(depth: fieldDepth, position: index)
  }

  static let marketDepth = 6

  /// Where the book of `market` lies in the tree of `Execution`.
  public static func position(ofBook market: MarketID) -> GeneralizedIndex {
    position(ofField: 14).descendant(depth: 1 + marketDepth, position: market.index)
  }

  /// Where the queues of `market` lie in the tree of `Execution`.
  public static func position(ofQueues market: MarketID) -> GeneralizedIndex {
    position(ofField: 15).descendant(depth: 1 + marketDepth, position: market.index)
  }

  /// Where entry `index` of the outbox lies in the tree of `Execution`.
  public static func position(ofWithdrawal index: UInt32) -> GeneralizedIndex {
    position(ofField: 20).descendant(depth: 1, position: 0).descendant(depth: 32, position: UInt64(index))
  }

  public struct Clock: SSZContainer, Equatable {
    public var blockNumber: UInt64 = 0
    public var timestampMs: UInt64 = 0
    /// Time of the genesis, from which `TimerKey` counts; never changes.
    public var startMs: UInt64 = 0

    public init() {}

    public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
      try visitor.field("blockNumber", &blockNumber)
      try visitor.field("timestampMs", &timestampMs)
      try visitor.field("startMs", &startMs)
    }
  }
}

/// Running sums over all accounts and positions, from which conservation is checked without a scan.
public struct Totals: SSZContainer, Equatable {
  public var deposited = Notional.zero
  public var withdrawn = Notional.zero
  public var cash = Notional.zero
  public var cost = Notional.zero
  /// Σ size × (F − Fᵢ): funding that positions owe (negative: that they are owed).
  public var unsettledFunding = MicroAtoms.zero
  /// Σ |size| × (L − Lᵢ): socialised losses that positions have not paid yet.
  public var unsettledLoss = MicroAtoms.zero
  public var residue = MicroAtoms.zero
  /// Lots of the collateral asset.
  public var collateralDeposited = Quantity.zero
  public var collateralWithdrawn = Quantity.zero
  public var collateral = Quantity.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("deposited", &deposited)
    try visitor.field("withdrawn", &withdrawn)
    try visitor.field("cash", &cash)
    try visitor.field("cost", &cost)
    try visitor.field("unsettledFunding", &unsettledFunding)
    try visitor.field("unsettledLoss", &unsettledLoss)
    try visitor.field("residue", &residue)
    try visitor.field("collateralDeposited", &collateralDeposited)
    try visitor.field("collateralWithdrawn", &collateralWithdrawn)
    try visitor.field("collateral", &collateral)
  }

  /// `deposits − withdrawals − (Σ cash − Σ cost − Σ size (F − Fᵢ) − Σ |size| (L − Lᵢ) + residue)`: zero, always and
  /// exactly.
  public var imbalance: MicroAtoms {
    MicroAtoms(deposited).subtracting(MicroAtoms(withdrawn)).subtracting(MicroAtoms(cash))
      .adding(MicroAtoms(cost)).adding(unsettledFunding).adding(unsettledLoss).subtracting(residue)
  }
}

extension State.Clock: StateLeaf {
  public var isPlausible: Bool {
    blockNumber.isPlausibleCount && timestampMs < Genesis.timeLimitMs && startMs < Genesis.timeLimitMs
  }
}

extension Totals: StateLeaf {
  public var isPlausible: Bool {
    [deposited, withdrawn, cash, cost].allSatisfy { $0.isPlausible }
      && [unsettledFunding, unsettledLoss, residue].allSatisfy { $0.isPlausibleSum }
      && [collateralDeposited, collateralWithdrawn, collateral].allSatisfy { $0.isPlausibleSum }
  }
}
