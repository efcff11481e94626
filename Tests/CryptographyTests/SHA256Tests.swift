import Cryptography
import Testing

@Suite struct `SHA-256` {
  @Test func `of two nodes is the hash of their 64 bytes`() {
    for seed in 0..<100 as Range<UInt8> {
      let left = (0..<32).map { UInt8($0) &* 7 &+ seed }
      let right = (0..<32).map { UInt8($0) &* 11 &+ seed }
      #expect(SHA256.hash(Bytes32(left), Bytes32(right)) == SHA256.hash(left + right))
    }
  }

  @Test func `of nothing is the published constant`() {
    #expect(SHA256.hash([]).hex == "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
