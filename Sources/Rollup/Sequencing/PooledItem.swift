import Cryptography
import Ledger
import SSZ
import StateTransition

/// A transaction that waits for a block: its bytes, and what was found out about them on arrival.
public struct PooledItem: Equatable, Sendable {
  public let bytes: ByteList<16_384>
  public let input: SignedInput<SignedTransaction>
  /// `hash_tree_root` of the bytes: the transaction's hash at every border.
  public let hash: Bytes32

  /// Checks everything that needs no state, the signature above all. May run on any thread.
  ///
  /// - Throws: `.malformed` for more bytes than a block takes in.
  public init(_ bytes: [UInt8], domain: SigningDomain) throws(Refusal) {
    do throws(DecodingError) { self.bytes = try ByteList(bytes) } catch {
      throw Refusal(.malformed, limit: SignedTransaction.byteLimit, found: bytes.count)
    }
    input = SignedInput(bytes, domain: domain)
    hash = self.bytes.hashTreeRoot()
  }
}
