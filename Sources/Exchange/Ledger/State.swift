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
  public var prices: PersistentList<PublishedPrice, 10>
  public var markets: PersistentList<Market, 6>
  public var owners: PersistentList<Owner, 32>
  public var accounts: PersistentList<Account, 32>
  public var positions: PersistentList<Position, 32>
  /// Free elements of `positions`, linked by `next`.
  public var firstFreePosition: Link
  public var books: [OrderBook]
  public var totals: Totals
  /// Hashes of the last 256 blocks, by number modulo 256.
  public var history: PersistentVector<8>

  public init() {
    clock = Clock()
    inbox = InboxCursor()
    parameters = Parameters()
    rules = PersistentList(at: Self.position(ofField: 3))
    prices = PersistentList(at: Self.position(ofField: 4))
    markets = PersistentList(at: Self.position(ofField: 5))
    owners = PersistentList(at: Self.position(ofField: 6))
    accounts = PersistentList(at: Self.position(ofField: 7))
    positions = PersistentList(at: Self.position(ofField: 8))
    firstFreePosition = .none
    books = []
    totals = Totals()
    history = PersistentVector(at: Self.position(ofField: 12))
  }

  /// Where field `index` lies in the tree of `Execution`, of which the state is the third of four fields.
  private static func position(ofField index: UInt64) -> GeneralizedIndex {
    GeneralizedIndex.root.descendant(depth: 2, position: 2).descendant(depth: 4, position: index)
  }

  static let booksDepth = 6

  /// Where the book of `market` lies in the tree of `Execution`.
  public static func position(ofBook market: MarketID) -> GeneralizedIndex {
    position(ofField: 10).descendant(depth: 1 + booksDepth, position: market.index)
  }

  public struct Clock: SSZContainer, Equatable {
    public var blockNumber: UInt64 = 0
    public var timestampMs: UInt64 = 0

    public init() {}

    public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
      try visitor.field("blockNumber", &blockNumber)
      try visitor.field("timestampMs", &timestampMs)
    }
  }
}

/// Running sums over all accounts and positions, from which conservation is checked without a scan.
public struct Totals: SSZContainer, Equatable {
  public var deposited = Notional.zero
  public var withdrawn = Notional.zero
  public var cash = Notional.zero
  public var cost = Notional.zero
  /// Σ |size| × (L − Lᵢ): socialised losses that positions have not paid yet.
  public var unsettledLoss = MicroAtoms.zero
  public var residue = MicroAtoms.zero

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("deposited", &deposited)
    try visitor.field("withdrawn", &withdrawn)
    try visitor.field("cash", &cash)
    try visitor.field("cost", &cost)
    try visitor.field("unsettledLoss", &unsettledLoss)
    try visitor.field("residue", &residue)
  }

  /// `deposits − withdrawals − (Σ cash − Σ cost − Σ |size| (L − Lᵢ) + residue)`: zero, always and exactly.
  public var imbalance: MicroAtoms {
    MicroAtoms(deposited).subtracting(MicroAtoms(withdrawn)).subtracting(MicroAtoms(cash))
      .adding(MicroAtoms(cost)).adding(unsettledLoss).subtracting(residue)
  }
}
