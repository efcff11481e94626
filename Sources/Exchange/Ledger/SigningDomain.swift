import Cryptography
import Units

/// What every signature of one deployment binds: EIP-712's domain, hashed once.
///
/// `name "Plimsoll"`, `version "1"`, the L2 chain id, and the bridge that holds the money.
public struct SigningDomain: Sendable, Equatable {
  public let domain: EIP712Domain
  public let separator: Bytes32

  public init(chainID: UInt64, bridge: Address) {
    domain = EIP712Domain(name: "Plimsoll", version: "1", chainId: chainID, verifyingContract: bridge)
    separator = domain.separator
  }

  public init(_ parameters: Parameters) {
    self.init(chainID: parameters.chainID, bridge: parameters.bridge)
  }

  /// What the signer of `transaction` signs. One struct per action; `genesis/eip712.json` publishes them.
  public func digest(of transaction: Transaction) -> Bytes32 {
    EIP712.digest(domainSeparator: separator, structHash: transaction.structHash)
  }

  public func digest(of report: PriceReport) -> Bytes32 {
    EIP712.digest(domainSeparator: separator, structHash: report.structHash)
  }

  public func sign(_ transaction: Transaction, with key: PrivateKey) -> SignedTransaction {
    SignedTransaction(transaction, signature: SignatureBytes(key.sign(digest: digest(of: transaction))))
  }

  public func sign(_ report: PriceReport, by publisher: UInt8, with key: PrivateKey) -> SignedPriceReport {
    SignedPriceReport(
      report, publisher: publisher, signature: SignatureBytes(key.sign(digest: digest(of: report))))
  }
}

extension PriceReport {
  /// EIP-712 `encodeType`.
  public static let type =
    "PriceReport(uint16 feed,uint64 price,uint64 confidence,int8 exponent,uint64 publishTimeMs,uint64 sequence)"
  private static let typeHash = Keccak256.hash(Array(type.utf8))

  var structHash: Bytes32 {
    var hasher = StructHasher(typeHash: Self.typeHash)
    hasher.append(uint: UInt64(feed))
    hasher.append(uint: price)
    hasher.append(uint: confidence)
    hasher.append(int: Int64(exponent))
    hasher.append(uint: publishTimeMs)
    hasher.append(uint: sequence)
    return hasher.finish()
  }
}
