import Cryptography
import Testing

@Suite struct `A structure of EIP-712` {
  @Test func `holds every kind of field as one word`() throws {
    let declaration = "All(uint64 a,uint128 b,int64 c,int128 d,bool e,address f,bytes32 g,string h,bytes i)"
    var hasher = StructHasher(typeHash: EIP712.typeHash(declaration), fieldCount: 9)
    hasher.append(uint: .max)
    hasher.append(uint128: .max)
    hasher.append(int: .min)
    hasher.append(int128: .min)
    hasher.append(bool: true)
    hasher.append(DevelopmentKeys.all[1].address)
    hasher.append(Bytes32([UInt8](repeating: 0x11, count: 32)))
    hasher.append(string: "rebase")
    hasher.append(bytes: [1, 2])
    #expect(hasher.finish().hex == "0x29b9b436148ab6e81289181ea0ae906d7aa5a8a2bbfb223e22c5b83857438743")
  }

  /// The example of EIP-712 itself.
  @Test func `and its domain make the digest that is signed`() throws {
    let domain = EIP712Domain(
      name: "Ether Mail", version: "1", chainId: 1,
      verifyingContract: try Address(checksummed: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"))
    #expect(domain.separator.hex == "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f")
    let person = "Person(string name,address wallet)"
    func hash(_ name: String, _ wallet: String) throws -> Bytes32 {
      var hasher = StructHasher(typeHash: EIP712.typeHash(person))
      hasher.append(string: name)
      hasher.append(try Address(checksummed: wallet))
      return hasher.finish()
    }
    var mail = StructHasher(typeHash: EIP712.typeHash("Mail(Person from,Person to,string contents)" + person))
    mail.append(try hash("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"))
    mail.append(try hash("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"))
    mail.append(string: "Hello, Bob!")
    let digest = EIP712.digest(domainSeparator: domain.separator, structHash: mail.finish())
    #expect(digest.hex == "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2")
  }
}
