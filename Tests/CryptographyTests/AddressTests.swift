import Cryptography
import TestSupport
import Testing

@Suite struct `An address` {
  /// The examples of EIP-55.
  static let checksummed = [
    "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
  ]

  @Test(arguments: checksummed) func `is spelled with the checksum of EIP-55`(text: String) throws {
    let address = try #require(Address(hex: text.lowercased()))
    #expect(address.checksummed == text)
    #expect(address.hex == text.lowercased())
    #expect(try Address(checksummed: text) == address)
    #expect(Address(address.bytes) == address)
  }

  @Test func `of mixed case must carry the right checksum, of one case none`() throws {
    let right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    let wrong = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    #expect(throws: AddressError.wrongChecksum(expected: right)) { try Address(checksummed: wrong) }
    #expect(Address(hex: wrong) == Address(hex: right))
    let digits = right.dropFirst(2)
    for text in ["0x" + digits.lowercased(), "0x" + digits.uppercased(), String(digits)] {
      #expect(try Address(checksummed: text).checksummed == right)
    }
  }

  @Test func `has forty hexadecimal digits`() {
    #expect(throws: AddressError.wrongLength(byteCount: 19)) {
      try Address(checksummed: "0x" + String(repeating: "00", count: 19))
    }
    #expect(throws: AddressError.notHexadecimal) {
      try Address(checksummed: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")
    }
    #expect(throws: AddressError.notHexadecimal) { try Address(checksummed: "vitalik.eth") }
    #expect(Address(hex: "0x" + String(repeating: "0", count: 42)) == nil)
    #expect(Address(hex: "") == nil)
  }

  @Test func `is ordered as its bytes are`() {
    var random = SplitMix64(seed: 1)
    let addresses = (0..<200).map { _ in Address(random.bytes(20)) } + [.zero]
    let sorted = addresses.sorted()
    #expect(sorted.map(\.hex) == addresses.map(\.hex).sorted())
    #expect(sorted.first == .zero)
  }

  @Test func `occupies twenty bytes in their own order`() {
    let bytes = (1...20).map { UInt8($0) }
    #expect(MemoryLayout<Address>.size == 20)
    #expect(withUnsafeBytes(of: Address(bytes)) { Array($0) } == bytes)
  }
}
