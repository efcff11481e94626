/// A typed-data document as wallets exchange it (EIP-712, "Specification of the eth_signTypedData JSON RPC").
///
/// Libraries differ in what they make of loose documents: fields that no type declares, text for bytes, a domain in
/// another order. All of that is refused here, so that a digest is given only where they agree. The work grows with
/// the number of structures times the size of their declarations; bounding the document is the caller's part.
public struct TypedData: Hashable, Sendable {
  /// The declared structures by name. `EIP712Domain` may be left out; it then follows from the domain's own fields.
  public let types: [String: [TypedDataField]]
  public let primaryType: String
  public let domain: [String: TypedDataValue]
  public let message: [String: TypedDataValue]

  /// How deep structures and arrays may lie in each other.
  public static let depthLimit = 64

  public init(
    types: [String: [TypedDataField]], primaryType: String, domain: [String: TypedDataValue],
    message: [String: TypedDataValue]
  ) {
    self.types = types
    self.primaryType = primaryType
    self.domain = domain
    self.message = message
  }

  /// What is signed.
  public func digest() throws(TypedDataError) -> Bytes32 {
    EIP712.digest(domainSeparator: try domainSeparator(), structHash: try structHash())
  }

  public func domainSeparator() throws(TypedDataError) -> Bytes32 {
    var encoder = TypedDataEncoder(try TypedDataSchema([Self.domainType: try domainFields()]))
    do {
      return try encoder.structHash(domain, as: Self.domainType)
    } catch {
      throw error.inside("domain")
    }
  }

  /// The hash of the message as a `primaryType`.
  public func structHash() throws(TypedDataError) -> Bytes32 {
    let schema = try messageSchema()
    guard schema.fields(of: primaryType) != nil else {
      throw TypedDataError(.unknownType(primaryType), at: "primaryType")
    }
    var encoder = TypedDataEncoder(schema)
    do {
      return try encoder.structHash(message, as: primaryType)
    } catch {
      throw error.inside("message")
    }
  }

  /// The declaration of the primary type with all it refers to, the text whose hash opens every encoding of it.
  public func encodeType() throws(TypedDataError) -> String {
    let schema = try messageSchema()
    guard schema.fields(of: primaryType) != nil else {
      throw TypedDataError(.unknownType(primaryType), at: "primaryType")
    }
    return schema.encodeType(primaryType)
  }
}

extension TypedData {
  private static let domainType = "EIP712Domain"

  /// The fields a domain may have, in the order in which it must have them (EIP-712, "Definition of domainSeparator").
  private static let domainFields = [
    TypedDataField(name: "name", type: "string"),
    TypedDataField(name: "version", type: "string"),
    TypedDataField(name: "chainId", type: "uint256"),
    TypedDataField(name: "verifyingContract", type: "address"),
    TypedDataField(name: "salt", type: "bytes32"),
  ]

  private func domainFields() throws(TypedDataError) -> [TypedDataField] {
    guard let declared = types[Self.domainType] else {
      return Self.domainFields.filter { domain[$0.name] != nil }
    }
    var allowed = Self.domainFields[...]
    for field in declared {
      guard let place = allowed.firstIndex(of: field) else {
        throw TypedDataError(.foreignDomainField(name: field.name, type: field.type), at: "types.\(Self.domainType)")
      }
      allowed = allowed[(place + 1)...]
    }
    return declared
  }

  private func messageSchema() throws(TypedDataError) -> TypedDataSchema {
    try TypedDataSchema(types.filter { $0.key != Self.domainType })
  }
}
