/// `genesis/eip712.json`: the structures that wallets show and sign.
struct PublishedTypes: Decodable {
  struct Field: Decodable {
    let name: String
    let type: String
  }

  struct Domain: Decodable {
    let name: String
    let version: String
  }

  let domain: Domain
  let types: [String: [Field]]

  /// EIP-712 `encodeType` of a structure without nested ones; nil if the file does not have it.
  func declaration(of name: String) -> String? {
    types[name].map { fields in "\(name)(\(fields.map { "\($0.type) \($0.name)" }.joined(separator: ",")))" }
  }
}
