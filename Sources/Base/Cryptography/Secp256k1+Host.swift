#if hasFeature(Embedded)
  import CHost

  /// The calls into the host. All pointers stay in this file.
  extension Secp256k1 {
    static func publicKey(of key: PrivateKey) -> PublicKey {
      var (secret, point) = (key.bytes, (Bytes32(), Bytes32()))
      unsafe plimsoll_secp256k1_public_key(&secret, &point)
      return PublicKey(onCurveX: point.0, y: point.1)
    }

    static func isOnCurve(_ key: PublicKey) -> Bool {
      var point = (key.x, key.y)
      return unsafe plimsoll_secp256k1_is_on_curve(&point)
    }

    static func sign(digest: Bytes32, key: PrivateKey) -> Signature {
      var (digest, secret, compact) = (digest, key.bytes, (Bytes32(), Bytes32()))
      let yParity = unsafe plimsoll_secp256k1_sign(&digest, &secret, &compact)
      guard let signature = try? Signature(r: compact.0, s: compact.1, yParity: yParity) else {
        preconditionFailure("the host signed in a form that nobody accepts")
      }
      return signature
    }

    static func recover(_ signature: Signature, digest: Bytes32) -> PublicKey? {
      var (compact, digest, point) = ((signature.r, signature.s), digest, (Bytes32(), Bytes32()))
      guard unsafe plimsoll_secp256k1_recover(&compact, signature.yParity, &digest, &point) else { return nil }
      return PublicKey(onCurveX: point.0, y: point.1)
    }

    /// By recovery, at twice its cost: one call less to ask of a host.
    static func verify(_ signature: Signature, digest: Bytes32, key: PublicKey) -> Bool {
      recoversToEither(signature, digest: digest, key: key)
    }
  }
#endif
