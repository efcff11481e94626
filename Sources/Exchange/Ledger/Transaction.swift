import Cryptography
import SSZ
import Units

/// What a signer asks for, who asks, and for how long the question stands.
public struct Transaction: SSZContainer, Equatable {
  /// How `signature` binds the rest. 0: EIP-712 typed data, secp256k1.
  public var scheme: UInt8 = 0
  public var owner = OwnerID(0)
  public var subAccount: UInt8 = 0
  /// 0: the owner's own key.
  public var keySlot: UInt8 = 0
  public var keyGeneration: UInt32 = 0
  public var nonce: UInt64 = 0
  /// The last block timestamp at which it may be executed; 0 for no end.
  public var expiryMs: UInt64 = 0
  public var action = Action.cancel(CancelOrder())

  public init() {}

  public init(
    owner: OwnerID, subAccount: UInt8 = 0, nonce: UInt64, expiryMs: UInt64 = 0, action: Action
  ) {
    self.owner = owner
    self.subAccount = subAccount
    self.nonce = nonce
    self.expiryMs = expiryMs
    self.action = action
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("scheme", &scheme)
    try visitor.field("owner", &owner)
    try visitor.field("subAccount", &subAccount)
    try visitor.field("keySlot", &keySlot)
    try visitor.field("keyGeneration", &keyGeneration)
    try visitor.field("nonce", &nonce)
    try visitor.field("expiryMs", &expiryMs)
    try visitor.field("action", &action)
  }
}

/// A transaction as it travels: with a signature that nobody has checked.
public struct SignedTransaction: SSZContainer, Equatable {
  public var transaction = Transaction()
  public var signature = SignatureBytes()

  public init() {}

  public init(_ transaction: Transaction, signature: SignatureBytes) {
    self.transaction = transaction
    self.signature = signature
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("transaction", &transaction)
    try visitor.field("signature", &signature)
  }

  /// The largest encoding that a block takes in.
  public static let byteLimit = 16_384
}

/// The 65 bytes of a signature, not yet known to be one.
public struct SignatureBytes: SSZContainer, Equatable {
  public var r = Bytes32()
  public var s = Bytes32()
  public var yParity: UInt8 = 0

  public init() {}

  public init(_ signature: Signature) {
    r = signature.r
    s = signature.s
    yParity = signature.yParity
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("r", &r)
    try visitor.field("s", &s)
    try visitor.field("yParity", &yParity)
  }

  public func checked() throws(SignatureError) -> Signature { try Signature(r: r, s: s, yParity: yParity) }
}
