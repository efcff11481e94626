#if !hasFeature(Embedded)
  import CSecp256k1

  /// The calls into libsecp256k1. All pointers stay in this file.
  extension Secp256k1 {
    static func publicKey(of key: PrivateKey) -> PublicKey {
      var secret = key.bytes
      var point = secp256k1_pubkey()
      let status = unsafe withUnsafeBytes(of: &secret) { secret in
        unsafe secp256k1_ec_pubkey_create(context, &point, octets(secret))
      }
      precondition(status == 1, "a private key outside its range")
      return publicKey(point)
    }

    static func isOnCurve(_ key: PublicKey) -> Bool { parsed(key) != nil }

    static func sign(digest: Bytes32, key: PrivateKey) -> Signature {
      var (digest, secret) = (digest, key.bytes)
      var raw = secp256k1_ecdsa_recoverable_signature()
      let status = unsafe withUnsafeBytes(of: &digest) { digest in
        unsafe withUnsafeBytes(of: &secret) { secret in
          unsafe secp256k1_ecdsa_sign_recoverable(context, &raw, octets(digest), octets(secret), nil, nil)
        }
      }
      precondition(status == 1, "a private key outside its range")
      return signature(raw)
    }

    static func recover(_ signature: Signature, digest: Bytes32) -> PublicKey? {
      var (compact, digest) = ((signature.r, signature.s), digest)
      var raw = secp256k1_ecdsa_recoverable_signature()
      let isParsed = unsafe withUnsafeBytes(of: &compact) { compact in
        unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
          context, &raw, octets(compact), Int32(signature.yParity))
      }
      guard isParsed == 1 else { return nil }
      var point = secp256k1_pubkey()
      let isRecovered = unsafe withUnsafeBytes(of: &digest) { digest in
        unsafe secp256k1_ecdsa_recover(context, &point, &raw, octets(digest))
      }
      return isRecovered == 1 ? publicKey(point) : nil
    }

    static func verify(_ signature: Signature, digest: Bytes32, key: PublicKey) -> Bool {
      // The library would also take r for an x coordinate of r + n, which no parity of ours can recover. Such an r
      // comes up by chance once in 2¹²⁷ signatures, but a key made for one is easy to find.
      guard signature.r >= fieldExcess else { return recoversToEither(signature, digest: digest, key: key) }
      guard var point = parsed(key) else { preconditionFailure("a public key off the curve") }
      var (compact, digest) = ((signature.r, signature.s), digest)
      var raw = secp256k1_ecdsa_signature()
      let isParsed = unsafe withUnsafeBytes(of: &compact) { compact in
        unsafe secp256k1_ecdsa_signature_parse_compact(context, &raw, octets(compact))
      }
      precondition(isParsed == 1, "a signature outside its range")
      return unsafe withUnsafeBytes(of: &digest) { digest in
        unsafe secp256k1_ecdsa_verify(context, &raw, octets(digest), &point) == 1
      }
    }
  }

  extension Secp256k1 {
    /// Made once, never changed afterwards, and so free to be read by any number of threads.
    ///
    /// It is not randomised: that blinds signing against an observer of timing, and the keys that sign here are
    /// a devnet's, known to everybody.
    private nonisolated(unsafe) static let context: OpaquePointer = {
      guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
        preconditionFailure("libsecp256k1 made no context")
      }
      return unsafe context
    }()

    /// `key` in the library's own form, nil when it is not on the curve.
    private static func parsed(_ key: PublicKey) -> secp256k1_pubkey? {
      // SEC 1, section 2.3.4: a four, then both coordinates. The four is the last byte of a word of its own.
      var uncompressed = (Bytes32(uint: 4), key.x, key.y)
      var point = secp256k1_pubkey()
      let status = unsafe withUnsafeBytes(of: &uncompressed) { words in
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: words.dropFirst(31))
        return unsafe secp256k1_ec_pubkey_parse(context, &point, octets(bytes), bytes.count)
      }
      return status == 1 ? point : nil
    }

    private static func publicKey(_ point: secp256k1_pubkey) -> PublicKey {
      var (words, point) = ((Bytes32(), Bytes32(), Bytes32()), point)
      unsafe withUnsafeMutableBytes(of: &words) { words in
        let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: words.dropFirst(31))
        var byteCount = bytes.count
        _ = unsafe secp256k1_ec_pubkey_serialize(
          context, bytes.bindMemory(to: UInt8.self).baseAddress!, &byteCount, &point, UInt32(SECP256K1_EC_UNCOMPRESSED))
      }
      return PublicKey(onCurveX: words.1, y: words.2)
    }

    private static func signature(_ raw: secp256k1_ecdsa_recoverable_signature) -> Signature {
      var (compact, raw, recoveryID) = ((Bytes32(), Bytes32()), raw, Int32(0))
      unsafe withUnsafeMutableBytes(of: &compact) { output in
        _ = unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
          context, output.bindMemory(to: UInt8.self).baseAddress!, &recoveryID, &raw)
      }
      // 2 and 3 stand for an x coordinate of n or more, which one signature in 2¹²⁷ has.
      guard let signature = try? Signature(r: compact.0, s: compact.1, yParity: UInt8(recoveryID)) else {
        preconditionFailure("a signature whose R lies beyond n, or that is not of low s")
      }
      return signature
    }

    private static func octets(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<UInt8> {
      unsafe bytes.bindMemory(to: UInt8.self).baseAddress!
    }
  }
#endif
