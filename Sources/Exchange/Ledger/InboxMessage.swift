import Cryptography
import SSZ
import Units

/// What the L1 tells the rollup: one entry of the inbox, which blocks consume in order and cannot skip.
public struct InboxMessage: SSZContainer, Equatable {
  public var index: UInt64 = 0
  public var kind: UInt8 = 0
  public var l1Number: UInt64 = 0
  public var l1TimeMs: UInt64 = 0
  /// The SSZ encoding of what `kind` names.
  public var payload = ByteList<512>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("index", &index)
    try visitor.field("kind", &kind)
    try visitor.field("l1Number", &l1Number)
    try visitor.field("l1TimeMs", &l1TimeMs)
    try visitor.field("payload", &payload)
  }

  /// A `Deposit`, credited when the message is read.
  public static let deposit: UInt8 = 1
  /// A `ForcedMessage`, carried out behind the block's liquidations and before its items.
  public static let forcedAction: UInt8 = 2
  /// A `SignedPriceReport`, judged when the message is read.
  public static let priceReport: UInt8 = 3

  public static let kindCount = 3
  public static let payloadLimit = 512
}

/// Money that the bridge holds and an owner may use.
public struct Deposit: SSZContainer, Equatable {
  /// Assigned by the bridge, which knows the address: the next free number, or the one given before.
  public var owner = OwnerID(0)
  public var address = Address.zero
  public var asset = Asset.quote
  /// Quote atoms, or lots of the collateral asset.
  public var amount: UInt64 = 0

  public init() {}

  public init(owner: OwnerID, address: Address, asset: Asset = .quote, amount: UInt64) {
    self.owner = owner
    self.address = address
    self.asset = asset
    self.amount = amount
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("owner", &owner)
    try visitor.field("address", &address)
    try visitor.field("asset", &asset)
    try visitor.field("amount", &amount)
  }
}

/// How much of the inbox the rollup has read, and the hash chain over it.
public struct InboxCursor: SSZContainer, Equatable {
  public var read: UInt64 = 0
  public var accumulator = Bytes32()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("read", &read)
    try visitor.field("accumulator", &accumulator)
  }

  /// `accumulator' = SHA-256(accumulator ‖ hash_tree_root(message))`, on L1 and L2 alike.
  public mutating func advance(past message: InboxMessage) {
    read += 1
    accumulator = SHA256.hash(accumulator, message.hashTreeRoot())
  }
}

extension InboxCursor: StateLeaf { public var isPlausible: Bool { read.isPlausibleCount } }
