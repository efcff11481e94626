import Cryptography
import SSZ

/// Private keys that anybody can work out: of a devnet's publishers and agents, who have nothing to hide.
///
/// `SHA-256(domain ‖ 0 ‖ index u64 ‖ attempt u64)`, little-endian, of the first attempt that is a key. All but one in
/// 2^127 of the first attempts are.
public enum DerivedKeys {
  public static func key(domain: String, index: UInt64) -> PrivateKey {
    var attempt: UInt64 = 0
    while true {
      var writer = SSZWriter()
      writer.write(Array(domain.utf8))
      writer.write(UInt8(0))
      writer.write(index)
      writer.write(attempt)
      if let key = PrivateKey(SHA256.hash(writer.bytes)) { return key }
      attempt += 1
    }
  }
}
