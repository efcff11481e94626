import Cryptography
import Testing

@Suite struct `A personal message` {
  @Test func `is signed under its prefix and its length in decimal`() throws {
    let digest = PersonalMessage.digest(Array("hello".utf8))
    #expect(digest.hex == "0x50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750")
    let signature = try Signature(
      bytes65: Hex.decode(
        "0xf16ea9a3478698f695fd1401bfe27e9e4a7e8e3da94aa72b021125e31fa899cc"
          + "573c48ea3fe1d4ab61a9db10c19032026e3ed2dbccba5a178235ac27f94504311c")!)
    #expect(DevelopmentKeys.all[0].privateKey.sign(digest: digest) == signature)
  }

  @Test func `of a thousand bytes says so in four digits`() {
    let message = [UInt8](repeating: 0x7a, count: 1_000)
    #expect(
      PersonalMessage.digest(message)
        == Keccak256.hash(Array("\u{19}Ethereum Signed Message:\n1000".utf8) + message))
  }
}
