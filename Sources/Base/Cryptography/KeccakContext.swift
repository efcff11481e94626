#if !hasFeature(Embedded)
  import CBotan

  /// A hash in progress inside Botan. Each thread has one and uses it again, because making one costs more than a hash.
  ///
  /// A pool behind a lock was tried: as fast for one thread, but with several each hash took up to a fifth more of the
  /// processor's time, and they waited for each other besides.
  @safe struct KeccakContext {
    private let handle: botan_hash_t

    /// Hashes what `fill` gives to the context. `fill` must not hash anything else meanwhile: its thread has no other.
    static func hash(_ fill: (KeccakContext) -> Void) -> Bytes32 {
      let context = ofThisThread
      fill(context)
      return context.finish()
    }

    func update(_ bytes: Span<UInt8>) {
      unsafe bytes.withUnsafeBytes { input in unsafe update(input) }
    }

    func update(_ words: Span<Bytes32>) {
      unsafe words.withUnsafeBytes { input in unsafe update(input) }
    }

    private func update(_ input: UnsafeRawBufferPointer) {
      let status = unsafe botan_hash_update(handle, input.bindMemory(to: UInt8.self).baseAddress, input.count)
      precondition(status == 0, "Botan did not take the bytes to hash, status \(status)")
    }

    /// The hash of all that was given to `update`. The context is then as new.
    private func finish() -> Bytes32 {
      var digest = Bytes32()
      let status = unsafe withUnsafeMutableBytes(of: &digest) { output in
        unsafe botan_hash_final(handle, output.bindMemory(to: UInt8.self).baseAddress)
      }
      precondition(status == 0, "Botan gave no hash, status \(status)")
      return digest
    }
  }

  extension KeccakContext {
    /// Where a thread keeps its context, which ends with the thread.
    private static let slot: pthread_key_t = {
      var slot = pthread_key_t()
      let status = unsafe pthread_key_create(&slot) { context in
        _ = unsafe botan_hash_destroy(botan_hash_t(context))
      }
      precondition(status == 0, "no room for a thread's own hash context, status \(status)")
      return slot
    }()

    private static var ofThisThread: KeccakContext {
      if let handle = unsafe botan_hash_t(pthread_getspecific(slot)) { return unsafe KeccakContext(handle: handle) }
      let context = KeccakContext()
      let status = unsafe pthread_setspecific(slot, UnsafeRawPointer(context.handle))
      precondition(status == 0, "no room for this thread's hash context, status \(status)")
      return context
    }

    private init() {
      var handle: botan_hash_t?
      let status = unsafe botan_hash_init(&handle, "Keccak-1600(256)", 0)
      guard status == 0, let handle = unsafe handle else {
        preconditionFailure("Botan offers no Keccak-1600(256), status \(status)")
      }
      unsafe self.handle = handle
    }
  }
#endif
