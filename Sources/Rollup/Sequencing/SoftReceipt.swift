import Cryptography
import Ledger

/// What the sequencer promises about a transaction in a sealed block that is not on the L1 yet: its place and its
/// outcome, up to a deadline.
///
/// Signed as EIP-712 typed data in the domain of the chain, so that whoever holds two that disagree holds the proof.
public struct SoftReceipt: Equatable, Sendable {
  /// The transaction's hash: `hash_tree_root` of its bytes.
  public var transaction: Bytes32
  public var block: UInt64
  public var blockHash: Bytes32
  /// Place among the block's items.
  public var index: UInt32
  /// 0, or the number of the `Refusal.Reason`.
  public var status: UInt16
  /// Milliseconds since 1970 on the L1's clock: if no L1 block up to then includes the block, none ever will.
  public var voidUnlessOnL1ByMs: UInt64

  public init(
    transaction: Bytes32, block: UInt64, blockHash: Bytes32, index: UInt32, status: UInt16, voidUnlessOnL1ByMs: UInt64
  ) {
    self.transaction = transaction
    self.block = block
    self.blockHash = blockHash
    self.index = index
    self.status = status
    self.voidUnlessOnL1ByMs = voidUnlessOnL1ByMs
  }
}

extension SoftReceipt {
  /// EIP-712 `encodeType`; `genesis/eip712.json` publishes it.
  public static let type =
    "SoftReceipt(bytes32 transaction,uint64 block,bytes32 blockHash,uint32 index,uint16 status,uint64 voidUnlessOnL1By)"
  private static let typeHash = EIP712.typeHash(type)

  var structHash: Bytes32 {
    var hasher = StructHasher(typeHash: Self.typeHash, fieldCount: 6)
    hasher.append(transaction)
    hasher.append(uint: block)
    hasher.append(blockHash)
    hasher.append(uint: UInt64(index))
    hasher.append(uint: UInt64(status))
    hasher.append(uint: voidUnlessOnL1ByMs)
    return hasher.finish()
  }
}

extension SigningDomain {
  /// What the sequencer signs.
  public func digest(of receipt: SoftReceipt) -> Bytes32 {
    EIP712.digest(domainSeparator: separator, structHash: receipt.structHash)
  }
}
