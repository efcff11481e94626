import Cryptography
import Testing

@Suite struct `A key` {
  @Test func `that signs lies between nothing and the order of the group`() {
    let order = `A signature`.order
    #expect(PrivateKey(Bytes32()) == nil)
    #expect(PrivateKey(order) == nil)
    #expect(PrivateKey(Bytes32([UInt8](repeating: 0xff, count: 32))) == nil)
    #expect(PrivateKey(`A signature`.negated(`A signature`.number(1))) != nil)
  }

  @Test func `that signs does not show itself in text`() throws {
    let key = DevelopmentKeys.all[0].privateKey
    #expect(!"\(key) \(String(reflecting: key))".contains("ac0974"))
  }

  @Test func `that checks is a point of the curve`() {
    let bytes = DevelopmentKeys.all[0].privateKey.publicKey.bytes
    #expect(PublicKey(bytes)?.bytes == bytes)
    #expect(PublicKey(Array(bytes.dropLast())) == nil)
    #expect(PublicKey([4] + bytes) == nil)
    #expect(PublicKey([UInt8](repeating: 0, count: 64)) == nil)
    for position in bytes.indices {
      var turned = bytes
      turned[position] ^= 1
      #expect(PublicKey(turned) == nil, "byte \(position)")
    }
  }
}

@Suite struct `The development keys` {
  @Test func `are the ten that every Ethereum tool starts with, under their names`() {
    let expected = [
      ("alice", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), ("bob", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
      ("carol", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"), ("dave", "0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
      ("erin", "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"), ("frank", "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
      ("grace", "0x976EA74026E726554dB657fA54763abd0C3a0aa9"), ("heidi", "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955"),
      ("ivan", "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f"), ("judy", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"),
    ]
    #expect(DevelopmentKeys.all.map(\.name) == expected.map(\.0))
    #expect(DevelopmentKeys.all.map(\.address.checksummed) == expected.map(\.1))
    #expect(DevelopmentKeys.named("carol")?.address.checksummed == expected[2].1)
    #expect(DevelopmentKeys.named("mallory") == nil)
  }
}
