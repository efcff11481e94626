/// Which system a signature is for, so that it is worth nothing in another one (EIP-712, "Definition of
/// domainSeparator"). All fields but the salt, as our transactions have them; `TypedData` takes any selection.
public struct EIP712Domain: Hashable, Sendable {
  public let name: String
  public let version: String
  public let chainId: UInt64
  public let verifyingContract: Address

  public init(name: String, version: String, chainId: UInt64, verifyingContract: Address) {
    self.name = name
    self.version = version
    self.chainId = chainId
    self.verifyingContract = verifyingContract
  }

  /// The hash of these four fields. Worked out anew at each call: a caller who signs or checks much keeps it.
  public var separator: Bytes32 {
    var hasher = StructHasher(typeHash: Self.typeHash)
    hasher.append(string: name)
    hasher.append(string: version)
    hasher.append(uint: chainId)
    hasher.append(verifyingContract)
    return hasher.finish()
  }

  private static let typeHash = EIP712.typeHash(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
}
