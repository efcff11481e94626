/// The first ten keys of the mnemonic that every Ethereum development tool starts with.
///
/// The mnemonic is `test test test test test test test test test test test junk`, the paths are m/44'/60'/0'/0/0 to
/// m/44'/60'/0'/0/9 (BIP-39, BIP-44).
public enum DevelopmentKeys {
  /// In the order of their paths.
  public static let all: [DevelopmentKey] = [
    key("alice", "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
    key("bob", "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    key("carol", "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    key("dave", "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
    key("erin", "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a"),
    key("frank", "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba"),
    key("grace", "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e"),
    key("heidi", "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356"),
    key("ivan", "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97"),
    key("judy", "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"),
  ]

  /// The key called `name`, in lower case.
  public static func named(_ name: String) -> DevelopmentKey? { all.first { $0.name == name } }

  private static func key(_ name: String, _ hex: String) -> DevelopmentKey {
    guard let bytes = Bytes32(hex: hex), let privateKey = PrivateKey(bytes) else {
      preconditionFailure("the development key of \(name) is misspelled")
    }
    return DevelopmentKey(name: name, privateKey: privateKey)
  }
}
