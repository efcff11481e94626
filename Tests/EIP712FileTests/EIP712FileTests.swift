import Cryptography
import Ledger
import Testing

@Suite struct `What wallets sign` {
  private let published: PublishedTypes
  private let cases: [SigningCase]

  init() throws {
    published = try Repository.read(PublishedTypes.self, from: "genesis/eip712.json")
    cases = try Repository.read(SigningCase.File.self, from: "Tests/Vectors/signing.json").cases
  }

  @Test func `is published as it is hashed`() {
    #expect(published.declaration(of: "PlaceOrder") == Transaction.placeOrderType)
    #expect(published.declaration(of: "CancelOrder") == Transaction.cancelOrderType)
    #expect(published.declaration(of: "PriceReport") == PriceReport.type)
    #expect(Set(published.types.keys) == ["EIP712Domain", "PlaceOrder", "CancelOrder", "PriceReport"])
  }

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
    #expect(tried == ["PlaceOrder": 5, "CancelOrder": 2, "PriceReport": 3])
  }
}
