import Cryptography
import Foundation
import Testing

@Suite(
  .enabled(
    if: Vectors.areEthereumVectorsPresent,
    "eth_vectors.json is not here: set PLIMSOLL_CONFORMANCE to the directory of the conformance samples"))
struct `The conformance samples` {
  private struct AddressCase: Decodable {
    let private_key: String
    let public_key: String
    let address: String
  }

  private struct HashCase: Decodable {
    let label: String
    let input: String
    let hash: String
  }

  private struct MessageCase: Decodable {
    let label: String
    let message: String
    let private_key: String
    let address: String
    let digest: String
    let signature: String
  }

  private struct TypedDataCase: Decodable {
    let label: String
    let typed_data: JSONTypedData
    let private_key: String
    let address: String
    let domain_separator: String
    let struct_hash: String
    let digest: String
    let signature: String
  }

  private struct RefusalCase: Decodable {
    let label: String
    let digest: String
    let claimed_signer: String
    let signature: String
  }

  private struct File: Decodable {
    let address: [AddressCase]
    let keccak256: [HashCase]
    let personal_sign: [MessageCase]
    let eip712: [TypedDataCase]
    let invalid_signature: [RefusalCase]
  }

  /// Transactions of Ethereum itself, which this module does not decode.
  private static let leftToOthers: Set = ["eip1559", "legacy_eip155", "invalid_tx"]

  @Test func `derive addresses from keys`() throws {
    try each(\.address, "address") { sample in
      let key = try #require(Bytes32(hex: sample.private_key).flatMap(PrivateKey.init))
      #expect(Hex.encode(key.publicKey.bytes) == sample.public_key)
      #expect(key.address.checksummed == sample.address)
      #expect(try Address(checksummed: sample.address) == key.address)
    }
  }

  @Test func `hash with Keccak-256`() throws {
    try each(\.keccak256, "keccak256") { sample in
      let input = try #require(Hex.decode(sample.input))
      #expect(Keccak256.hash(input).hex == sample.hash, "\(sample.label)")
    }
  }

  @Test func `sign personal messages`() throws {
    try each(\.personal_sign, "personal_sign") { sample in
      let digest = PersonalMessage.digest(try #require(Hex.decode(sample.message)))
      #expect(digest.hex == sample.digest, "\(sample.label)")
      try expectSignature(sample.signature, over: digest, by: sample.private_key, of: sample.address)
    }
  }

  @Test func `sign typed data`() throws {
    try each(\.eip712, "eip712") { sample in
      let document = sample.typed_data.document
      #expect(try document.domainSeparator().hex == sample.domain_separator, "\(sample.label)")
      #expect(try document.structHash().hex == sample.struct_hash, "\(sample.label)")
      let digest = try document.digest()
      #expect(digest.hex == sample.digest, "\(sample.label)")
      try expectSignature(sample.signature, over: digest, by: sample.private_key, of: sample.address)
    }
  }

  @Test func `refuse false signatures, each for its cause`() throws {
    try each(\.invalid_signature, "invalid_signature") { sample in
      let bytes = try #require(Hex.decode(sample.signature))
      let digest = try #require(Bytes32(hex: sample.digest))
      let claimed = try #require(Address(hex: sample.claimed_signer))
      let error = #expect(throws: SignatureError.self, "\(sample.label)") {
        try Signature(bytes65: bytes).check(signer: claimed, digest: digest)
      }
      if let error, let expected = Self.causes[sample.label] { #expect(name(of: error) == expected, "\(sample.label)") }
    }
  }

  @Test func `are all of a kind that is tried here or left to others`() throws {
    let tried: Set = ["address", "keccak256", "personal_sign", "eip712", "invalid_signature"]
    #expect(Set(try kinds().keys) == tried.union(Self.leftToOthers))
  }

  private static let causes = [
    "s zero": "sZero", "r equal n": "rOutOfRange", "r all ones": "rOutOfRange",
    "r=5 is no curve x coordinate": "noKeyRecoverable", "64 bytes (v missing)": "wrongLength",
    "66 bytes": "wrongLength", "one bit of r flipped": "wrongSigner",
  ]

  private func name(of error: SignatureError) -> Substring { String(describing: error).prefix { $0 != "(" } }

  private func expectSignature(
    _ expected: String, over digest: Bytes32, by privateKey: String, of address: String
  ) throws {
    let key = try #require(Bytes32(hex: privateKey).flatMap(PrivateKey.init))
    let signature = try Signature(bytes65: try #require(Hex.decode(expected)))
    #expect(key.sign(digest: digest) == signature)
    #expect(key.publicKey.verifies(signature, digest: digest))
    try signature.check(signer: try Address(checksummed: address), digest: digest)
  }

  /// Runs `body` on every sample of one kind, and sees that the file holds as many of them as were tried.
  private func each<Sample>(_ samples: KeyPath<File, [Sample]>, _ kind: String, _ body: (Sample) throws -> Void) throws
  {
    var used = 0
    for sample in try Vectors.read(File.self, from: Vectors.ethereum)[keyPath: samples] {
      try body(sample)
      used += 1
    }
    #expect(used > 0)
    #expect(try kinds()[kind] == used)
  }

  /// How many samples of each kind the file holds.
  private func kinds() throws -> [String: Int] {
    let file = try JSONSerialization.jsonObject(with: Data(contentsOf: Vectors.ethereum)) as? [String: Any]
    return try #require(file).compactMapValues { ($0 as? [Any])?.count }
  }
}
