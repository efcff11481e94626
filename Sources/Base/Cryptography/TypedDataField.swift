/// One line of a structure's declaration: `{"name": "market", "type": "uint32"}`.
public struct TypedDataField: Hashable, Sendable {
  public let name: String
  public let type: String

  public init(name: String, type: String) {
    self.name = name
    self.type = type
  }
}
