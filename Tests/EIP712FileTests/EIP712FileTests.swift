import Cryptography
import Ledger
import Sequencing
import Testing

@Suite struct `What wallets sign` {
  private let published: PublishedTypes
  private let cases: [SigningCase]

  init() throws {
    published = try Repository.read(PublishedTypes.self, from: "genesis/eip712.json")
    cases = try Repository.read(SigningCase.File.self, from: "Tests/Vectors/signing.json").cases
  }

  @Test func `is published as it is hashed`() {
    #expect(ActionTypes.all.map { String($0.prefix { $0 != "(" }) } == Self.actions)
    for (name, type) in zip(Self.actions, ActionTypes.all) { #expect(published.declaration(of: name) == type) }
    #expect(published.declaration(of: "PriceReport") == PriceReport.type)
    #expect(published.declaration(of: "SoftReceipt") == SoftReceipt.type)
    #expect(Set(published.types.keys) == Set(Self.actions + ["EIP712Domain", "PriceReport", "SoftReceipt"]))
  }

  /// By selector.
  private static let actions = [
    "PlaceOrder", "CancelOrder", "AmendOrder", "CancelAll", "Batch", "ArmDeadMan", "Transfer", "Withdraw",
    "SetMarginMode", "AddKey", "RevokeKey",
  ]

  @Test func `is bound to the domain that is published`() throws {
    let domain = SigningDomain(chainID: 901, bridge: .zero).domain
    #expect(published.domain.name == domain.name)
    #expect(published.domain.version == domain.version)
    let declaration = try #require(published.declaration(of: "EIP712Domain"))
    var hasher = StructHasher(typeHash: EIP712.typeHash(declaration))
    hasher.append(string: published.domain.name)
    hasher.append(string: published.domain.version)
    hasher.append(uint: domain.chainId)
    hasher.append(domain.verifyingContract)
    #expect(hasher.finish() == domain.separator)
  }

  @Test func `has the digests and signatures that eth_account gives`() throws {
    var tried: [String: Int] = [:]
    for row in cases {
      let domain = try row.domain()
      let digest = try row.digest(in: domain)
      #expect(domain.separator == Bytes32(hex: row.domain_separator), "\(row.label)")
      #expect(digest == Bytes32(hex: row.digest), "\(row.label)")
      let key = try #require(Bytes32(hex: row.private_key).flatMap(PrivateKey.init))
      let signature = key.sign(digest: digest)
      #expect(signature.bytes65 == Hex.decode(row.signature), "\(row.label)")
      #expect(key.address == Address(hex: row.signer), "\(row.label)")
      tried[row.primary_type, default: 0] += 1
    }
    #expect(
      tried == [
        "PlaceOrder": 6, "CancelOrder": 3, "AmendOrder": 2, "CancelAll": 2, "Batch": 4, "ArmDeadMan": 2, "Transfer": 2,
        "Withdraw": 2, "SetMarginMode": 3, "AddKey": 2, "RevokeKey": 2, "PriceReport": 3,
      ])
  }
}

/// eth_account 0.14.0 made digests and signatures from `genesis/eip712.json`.
@Suite struct `What the sequencer promises` {
  @Test func `has the digest and signature that eth_account gives`() throws {
    let receipt = SoftReceipt(
      transaction: hash(0x11), block: 7, blockHash: hash(0x22), index: 3, status: 0,
      voidUnlessOnL1ByMs: 1_700_001_800_000)
    try check(
      receipt, chainID: 901, bridge: "0x" + String(repeating: "b1", count: 20),
      key: hash(0x42),
      digest: "0xfc8d8d6c31bbb4d4b1df3c656d40016f4b04189b6f782d76353e59d31655cdf1",
      signature: "0xf4f48d9a0ab4300bb9436213f224eae9f8004428831de234372ee6c653c94dd8"
        + "358dde25065ec7e62f16a8b949af5fb74d1dc980b0935b86e5a3048e30fe90a21c")
  }

  @Test func `has them at the ends of every field's range`() throws {
    let receipt = SoftReceipt(
      transaction: hash(0xff), block: .max, blockHash: one, index: .max, status: .max,
      voidUnlessOnL1ByMs: .max)
    try check(
      receipt, chainID: (1 << 63) - 1, bridge: "0x" + String(repeating: "00", count: 20),
      key: one,
      digest: "0x9de594edf8f05dbd261a53297a19f6a2942d537c1ab7d460fdb0c98368b266f3",
      signature: "0x629c9aca955d31fb20e82b1a1cba3edf4d47b0d4e9a8b883889f56bdd31b7cc5"
        + "35d8e11fe0ecaf40c22e24a04a71593e3e892f2e599eb4ccb49a342913ea26091c")
  }

  private let one = Bytes32([UInt8](repeating: 0, count: 31) + [1])

  private func hash(_ byte: UInt8) -> Bytes32 { Bytes32([UInt8](repeating: byte, count: 32)) }

  private func check(
    _ receipt: SoftReceipt, chainID: UInt64, bridge: String, key: Bytes32, digest: String, signature: String
  ) throws {
    let domain = SigningDomain(chainID: chainID, bridge: try #require(Address(hex: bridge)))
    #expect(domain.digest(of: receipt) == Bytes32(hex: digest))
    let key = try #require(PrivateKey(key))
    #expect(key.sign(digest: domain.digest(of: receipt)).bytes65 == Hex.decode(signature))
  }
}
