import CBotan
import Synchronization

/// A hash in progress inside Botan. Made once and used again, because making one costs more than a short hash.
///
/// One context serves one hash at a time: `withShared` takes it out of the pool and puts it back, so no two threads
/// ever hold the same one. The pool grows to the largest number of hashes that were under way together, and stays.
@safe struct KeccakContext: @unchecked Sendable {
  private let handle: botan_hash_t

  private static let idle = Mutex<[KeccakContext]>([])

  static func withShared(_ body: (KeccakContext) -> Bytes32) -> Bytes32 {
    let context = idle.withLock { $0.popLast() } ?? KeccakContext()
    defer { idle.withLock { $0.append(context) } }
    return body(context)
  }

  private init() {
    var handle: botan_hash_t?
    let status = unsafe botan_hash_init(&handle, "Keccak-1600(256)", 0)
    guard status == 0, let handle = unsafe handle else {
      preconditionFailure("Botan offers no Keccak-1600(256), status \(status)")
    }
    unsafe self.handle = handle
  }

  func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { input in unsafe update(input) }
  }

  func update(_ words: Span<Bytes32>) {
    unsafe words.withUnsafeBytes { input in unsafe update(input) }
  }

  /// The hash of all that was given to `update`. The context is then as new.
  func finish() -> Bytes32 {
    var digest = Bytes32()
    let status = unsafe withUnsafeMutableBytes(of: &digest) { output in
      unsafe botan_hash_final(handle, output.bindMemory(to: UInt8.self).baseAddress)
    }
    precondition(status == 0, "Botan gave no hash, status \(status)")
    return digest
  }

  private func update(_ input: UnsafeRawBufferPointer) {
    let status = unsafe botan_hash_update(
      handle, input.bindMemory(to: UInt8.self).baseAddress, input.count)
    precondition(status == 0, "Botan did not take the bytes to hash, status \(status)")
  }
}
