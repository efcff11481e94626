/// A key that everybody knows, under a name that is easy to remember. Never to be used for anything of value.
public struct DevelopmentKey: Sendable {
  public let name: String
  public let privateKey: PrivateKey
  public let address: Address

  init(name: String, privateKey: PrivateKey) {
    self.name = name
    self.privateKey = privateKey
    self.address = privateKey.address
  }
}
