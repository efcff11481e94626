#if hasFeature(Embedded)
  import CHost

  /// The one hash that is in progress inside the host.
  struct KeccakContext {
    /// Hashes what `fill` gives to the context. `fill` must not hash anything else meanwhile.
    static func hash(_ fill: (KeccakContext) -> Void) -> Bytes32 {
      fill(KeccakContext())
      var digest = Bytes32()
      unsafe withUnsafeMutableBytes(of: &digest) { output in
        unsafe plimsoll_keccak256_finish(output.baseAddress)
      }
      return digest
    }

    func update(_ bytes: Span<UInt8>) {
      unsafe bytes.withUnsafeBytes { input in unsafe plimsoll_keccak256_update(input.baseAddress, input.count) }
    }

    func update(_ words: Span<Bytes32>) {
      unsafe words.withUnsafeBytes { input in unsafe plimsoll_keccak256_update(input.baseAddress, input.count) }
    }
  }
#endif
