import Cryptography
import TestSupport
import Testing

@Suite struct `A signature` {
  static let digest = Bytes32(hex: "0xfeb7fcaf75235b51703f41f51428ca30a80a9b93d8f777d2d8f145be0de09dbf")!
  static let order = Bytes32(hex: "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")!
  static let halfOrder = Bytes32(hex: "0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0")!

  static func number(_ value: UInt8) -> Bytes32 { Bytes32([UInt8](repeating: 0, count: 31) + [value]) }

  /// n − s, by schoolbook subtraction.
  static func negated(_ s: Bytes32) -> Bytes32 {
    var (difference, borrow) = (Bytes32(), 0)
    for position in (0..<32).reversed() {
      let value = Int(order[byte: position]) - Int(s[byte: position]) - borrow
      difference[byte: position] = UInt8(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
    return difference
  }

  @Test(arguments: [
    (
      key: "0x0000000000000000000000000000000000000000000000000000000000000001",
      digest: "0x0000000000000000000000000000000000000000000000000000000000000000",
      signature: "0xa0b37f8fba683cc68f6574cd43b39f0343a50008bf6ccea9d13231d9e7e2e1e4"
        + "11edc8d307254296264aebfc3dc76cd8b668373a072fd64665b50000e9fcce521c"
    ),
    (
      key: "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
      digest: "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      signature: "0xa7f83b5963eaf5332c633327cc967be8f4166d3f1e0b77f9761d8f4e42211e9a"
        + "58aae31be1eb1e496923bbe8ca5e843cfb89f4d986d61d4edfd7d6fc3c9cf62c1b"
    ),
    (
      key: "0x0000000000000000000000000000000000000000000000000000000000000007",
      digest: "0x7521d1cadbcfa91eec65aa16715b94ffc1c9654ba57ea2ef1a2127bca1127a83",
      signature: "0xda8e3b420059541b9ced6ac953bee01238053da10e8a2a5a48e1dcca150e44f7"
        + "68afcee6bea48929feb7902eeaeae18f0e35ed2def91cbf6e3b2b1b28ab19a6c1b"
    ),
  ])
  func `is the deterministic one of RFC 6979`(row: (key: String, digest: String, signature: String)) throws {
    let key = try #require(Bytes32(hex: row.key).flatMap(PrivateKey.init))
    let signature = key.sign(digest: try #require(Bytes32(hex: row.digest)))
    #expect(Hex.encode(signature.bytes65) == row.signature)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `leads back to its signer and to nobody else`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let (key, digest) = (random.privateKey(), random.bytes32())
      let signature = key.sign(digest: digest)
      #expect(try Signature(bytes65: signature.bytes65) == signature, "seed \(seed)")
      #expect(try signature.recover(digest: digest) == key.publicKey, "seed \(seed)")
      #expect(key.publicKey.verifies(signature, digest: digest), "seed \(seed)")
      try signature.check(signer: key.address, digest: digest)
      let stranger = random.privateKey()
      #expect(!stranger.publicKey.verifies(signature, digest: digest), "seed \(seed)")
      #expect(throws: SignatureError.wrongSigner(claimed: stranger.address, recovered: key.address), "seed \(seed)") {
        try signature.check(signer: stranger.address, digest: digest)
      }
    }
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func `with n − s in place of s is refused, whatever its parity`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      let signature = random.privateKey().sign(digest: random.bytes32())
      let highS = Self.negated(signature.s)
      for yParity in 0...1 as ClosedRange<UInt8> {
        #expect(throws: SignatureError.highS(highS), "seed \(seed)") {
          try Signature(bytes65: signature.r.bytes + highS.bytes + [27 + yParity])
        }
      }
    }
  }

  @Test(arguments: [7, 8] as [UInt64])
  func `does not hold for a digest with any bit turned`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (key, digest) = (random.privateKey(), random.bytes32())
    let (signature, publicKey) = (key.sign(digest: digest), key.publicKey)
    for bit in 0..<256 {
      var turned = digest
      turned[byte: bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!publicKey.verifies(signature, digest: turned), "seed \(seed), bit \(bit)")
      #expect(throws: SignatureError.self) { try signature.check(signer: key.address, digest: turned) }
    }
  }

  @Test func `has 65 bytes`() {
    for byteCount in [0, 1, 64, 66, 130] {
      #expect(throws: SignatureError.wrongLength(byteCount: byteCount)) {
        try Signature(bytes65: [UInt8](repeating: 1, count: byteCount))
      }
    }
  }

  @Test func `ends in 0, 1, 27 or 28`() throws {
    let rs = Self.number(1).bytes + Self.number(1).bytes
    for last in UInt8.min ... .max {
      switch last {
      case 0, 27: #expect(try Signature(bytes65: rs + [last]).yParity == 0)
      case 1, 28: #expect(try Signature(bytes65: rs + [last]).yParity == 1)
      default: #expect(throws: SignatureError.badRecoveryByte(last)) { try Signature(bytes65: rs + [last]) }
      }
    }
  }

  @Test func `has r and s within their ranges, to the last number`() throws {
    let (one, ones) = (Self.number(1), Bytes32([UInt8](repeating: 0xff, count: 32)))
    let last = PrivateKey(one).map { _ in Self.negated(one) }!
    #expect(try Signature(r: last, s: Self.halfOrder, yParity: 1).r == last)
    let refusals: [(r: Bytes32, s: Bytes32, yParity: UInt8, error: SignatureError)] = [
      (Bytes32(), one, 0, .rZero), (Self.order, one, 0, .rOutOfRange(Self.order)), (ones, one, 0, .rOutOfRange(ones)),
      (one, Bytes32(), 0, .sZero), (one, Self.order, 0, .sOutOfRange(Self.order)), (one, ones, 0, .sOutOfRange(ones)),
      (one, last, 0, .highS(last)), (one, Self.negated(Self.halfOrder), 0, .highS(Self.negated(Self.halfOrder))),
      (one, one, 2, .badParity(2)), (one, one, 27, .badParity(27)),
    ]
    for row in refusals {
      #expect(throws: row.error) { try Signature(r: row.r, s: row.s, yParity: row.yParity) }
    }
  }

  @Test func `whose r is no x coordinate leads to no key`() throws {
    let signature = try Signature(r: Self.number(5), s: Self.number(1), yParity: 0)
    #expect(throws: SignatureError.noKeyRecoverable) { try signature.recover(digest: Self.digest) }
  }

  @Test func `that leads to the point at infinity leads to no key`() throws {
    // R = 4G and s = digest / 4, so that s·R − digest·G is nothing.
    let signature = try Signature(
      r: Bytes32(hex: "0xe493dbf1c10d80f3581e4904930b1404cc6c13900ee0758474fa94abe8c4cd13")!,
      s: Bytes32(hex: "0x7fadff2bdd48d6d45c0fd07d450a328bd8ae5e1ea2100603a630e912b785b7c0")!, yParity: 0)
    #expect(throws: SignatureError.noKeyRecoverable) { try signature.recover(digest: Self.digest) }
  }

  @Test func `with the other parity leads to another key, while verification does not look at it`() throws {
    let (key, digest) = (DevelopmentKeys.all[0], Self.digest)
    let signature = key.privateKey.sign(digest: digest)
    let turned = try Signature(r: signature.r, s: signature.s, yParity: 1 - signature.yParity)
    #expect(throws: SignatureError.self) { try turned.check(signer: key.address, digest: digest) }
    #expect(key.privateKey.publicKey.verifies(turned, digest: digest))
  }

  @Test func `with a tiny r is verified exactly by the key it recovers to`() throws {
    // 1 is an x coordinate. So is n + 2, which ECDSA by the book also accepts for r = 2, and no parity recovers.
    let s = Bytes32([UInt8](repeating: 0, count: 30) + [0x12, 0x34])
    let plain = try Signature(r: Self.number(1), s: s, yParity: 0)
    let key = try #require(
      PublicKey(
        Hex.decode(
          "0xb83584b1d47cc75146a9087d3b9404e2b6c8b000aaf0cdfda095808b49990807"
            + "ac4dcaa3753b220f1edb32870e1bdb92e19faf12cf0fbf164aa7f0b0f38640fb")!))
    #expect(try plain.recover(digest: Self.digest) == key)
    #expect(key.verifies(plain, digest: Self.digest))

    let beyond = try #require(
      PublicKey(
        Hex.decode(
          "0x707a4da7454087fa027287cfa19d6d7a0307088d6d90c47d19da1eb53f60d141"
            + "67a11da55d63214c42924e18ee959c0f193f6a5284ad05f9203be61314f9a73d")!))
    for yParity in 0...1 as ClosedRange<UInt8> {
      let signature = try Signature(r: Self.number(2), s: s, yParity: yParity)
      #expect(try signature.recover(digest: Self.digest) != beyond)
      #expect(!beyond.verifies(signature, digest: Self.digest))
    }
  }

  @Test func `is made and checked by many threads at once`() async {
    await withTaskGroup(of: Bool.self) { group in
      for seed in 0..<8 as Range<UInt64> {
        group.addTask {
          var random = SplitMix64(seed: seed)
          return (0..<100).allSatisfy { _ in
            let (key, digest) = (random.privateKey(), random.bytes32())
            let signature = key.sign(digest: digest)
            return key.publicKey.verifies(signature, digest: digest)
              && (try? signature.recover(digest: digest)) == key.publicKey
          }
        }
      }
      for await isSound in group { #expect(isSound) }
    }
  }
}

extension SplitMix64 {
  fileprivate mutating func bytes32() -> Bytes32 { Bytes32(bytes(Bytes32.byteCount)) }

  fileprivate mutating func privateKey() -> PrivateKey {
    while true {
      if let key = PrivateKey(bytes32()) { return key }
    }
  }
}
