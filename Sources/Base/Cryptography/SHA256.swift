#if hasFeature(Embedded)
  import CHost
#else
  import COpenSSL
#endif

/// SHA-256 (FIPS 180-4), the hash of every Merkle node.
public enum SHA256 {
  public static func hash(_ bytes: [UInt8]) -> Bytes32 {
    var digest = Bytes32()
    unsafe withUnsafeMutableBytes(of: &digest) { output in
      unsafe bytes.withUnsafeBytes { input in
        unsafe plimsoll_sha256(input.baseAddress, input.count, output.baseAddress)
      }
    }
    return digest
  }

  /// The parent of two nodes: SHA-256 of the 64 bytes `left ‖ right`.
  public static func hash(_ left: Bytes32, _ right: Bytes32) -> Bytes32 {
    var digest = Bytes32()
    var pair = (left, right)
    unsafe withUnsafePointer(to: &pair) { input in
      unsafe withUnsafeMutablePointer(to: &digest) { output in
        unsafe plimsoll_sha256_node(input, output)
      }
    }
    return digest
  }
}
