import Cryptography
import MockL1

/// Where somebody who follows the L1 gets it from.
public protocol L1Source {
  /// Blocks in order, from number `first` on: the genesis block for 0; at least two if there are so many, and none behind the
  /// head.
  func blocks(from first: UInt64) throws(L1SourceError) -> [L1Block]

  /// The bytes with this hash that travelled beside an entry; nil where there are none, or not yet.
  func batch(_ dataHash: Bytes32) throws(L1SourceError) -> [UInt8]?
}

/// An L1 to which one can send, too.
public protocol L1Access: L1Source {
  /// Sends transactions of one sender, all or none: at most 64, and no more than a request can hold.
  ///
  /// - Returns: their nonces.
  func send(_ calls: [L1Call], from sender: Address) throws(L1SourceError) -> [UInt64]

  /// Whether a transaction waits there or is included; if not, it was lost and will never be.
  func isKnown(nonce: UInt64, of sender: Address) throws(L1SourceError) -> Bool
}

public enum L1SourceError: Error, Equatable, Sendable {
  /// Nobody answers. That may pass.
  case unreachable(String)
  case refused(String)
  /// The answer is not what was asked for.
  case malformed(String)
}

extension L1SourceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreachable(let text): text
    case .refused(let text): "the node refuses: \(text)"
    case .malformed(let text): "the node's answer is not what was asked for: \(text)"
    }
  }
}
