import Cryptography
import Storage

/// The implementations of the ordered log. Each one added here is held to the whole conformance suite.
enum LogImplementation: CaseIterable {
  case memory, sqlite

  func make() throws -> LogUnderTest {
    switch self {
    case .memory: return LogUnderTest(log: MemoryLog())
    case .sqlite:
      let directory = try TemporaryDirectory()
      let store = try ChainStore(in: DataDirectory(locking: directory.path))
      return LogUnderTest(log: store.log, kept: [directory, store])
    }
  }
}

/// A log and what has to live as long as it does.
struct LogUnderTest {
  let log: any SequencerLog
  var kept: [AnyObject] = []
}

extension LogEntry {
  /// An entry whose every byte follows from its number, its epoch and `variant`.
  static func sample(_ sequence: UInt64, epoch: UInt64 = 0, variant: UInt8 = 0, inputBytes: Int = 40) -> Self {
    let tag =
      (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (8 * $0)) } + [UInt8(truncatingIfNeeded: epoch), variant]
    return Self(
      sequence: sequence, epoch: epoch, hash: SHA256.hash(tag), header: tag,
      inputs: (0..<inputBytes).map { UInt8(truncatingIfNeeded: $0) &+ variant }, outputs: [], signature: [variant])
  }

  static func samples(_ sequences: some Sequence<UInt64>, epoch: UInt64 = 0) -> [Self] {
    sequences.map { sample($0, epoch: epoch) }
  }
}
