import Cryptography
import Ledger
import SSZ
import StateTransition
import Units

/// Transactions that were admitted and wait for a block: first come, first served, and no more than fit.
public struct Mempool: Sendable {
  private var waiting: [PooledItem] = []
  private var hashes: Set<Bytes32> = []
  private var nonces: Set<SignerNonce> = []
  public let itemLimit: Int

  public init(itemLimit: Int = 100_000) { self.itemLimit = itemLimit }

  public var count: Int { waiting.count }
  public var isEmpty: Bool { waiting.isEmpty }

  /// What came of an item that asked to wait.
  public enum Admission: Equatable, Sendable {
    /// It waits, as the `position`-th.
    case waiting(position: Int)
    /// The same bytes wait already; nothing changed.
    case known
    case full(limit: Int)
    /// Another transaction of the same signer waits with the same nonce.
    case nonceWaiting(UInt64)
  }

  public mutating func admit(_ item: PooledItem) -> Admission {
    guard !hashes.contains(item.hash) else { return .known }
    guard waiting.count < itemLimit else { return .full(limit: itemLimit) }
    if let nonce = SignerNonce(item) {
      guard nonces.insert(nonce).inserted else { return .nonceWaiting(nonce.nonce) }
    }
    hashes.insert(item.hash)
    waiting.append(item)
    return .waiting(position: waiting.count - 1)
  }

  /// Takes out the first items, at most `itemLimit` of them and `byteLimit` bytes.
  public mutating func take(itemLimit: Int, byteLimit: Int) -> [PooledItem] {
    var bytes = 0
    let taken = waiting.prefix(itemLimit).prefix { item in
      bytes += item.bytes.bytes.count
      return bytes <= byteLimit
    }
    waiting.removeFirst(taken.count)
    for item in taken {
      hashes.remove(item.hash)
      if let nonce = SignerNonce(item) { nonces.remove(nonce) }
    }
    return Array(taken)
  }
}

/// A signer's nonce: it may wait only once. Signers are the owner's own key and each of its session keys.
private struct SignerNonce: Hashable {
  let owner: UInt32
  let keySlot: UInt8
  let nonce: UInt64

  init?(_ item: PooledItem) {
    guard case .signed(let signed, _) = item.input else { return nil }
    owner = signed.transaction.owner.rawValue
    keySlot = signed.transaction.keySlot
    nonce = signed.transaction.nonce
  }
}
