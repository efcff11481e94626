import Cryptography

/// The ordered log of a run that keeps nothing: durable as long as the process.
public final class MemoryLog: SequencerLog {
  public private(set) var epoch: UInt64 = 0
  private var stored: [LogEntry] = []
  private var sequences: [Bytes32: UInt64] = [:]

  public init() {}

  public var last: LogPosition? { stored.last?.position }

  public func append(_ entries: [LogEntry]) throws(LogError) {
    for entry in try unwritten(of: entries) {
      stored.append(entry)
      sequences[entry.hash] = entry.sequence
    }
  }

  public func entries(from first: UInt64, limit: Int) -> [LogEntry] {
    precondition(limit >= 0, "a limit counts entries")
    return Array(stored.dropFirst(Int(clamping: max(first, 1) - 1)).prefix(limit))
  }

  public func entry(_ sequence: UInt64) -> LogEntry? {
    guard sequence > 0, sequence <= stored.count else { return nil }
    return stored[Int(sequence) - 1]
  }

  public func entry(hash: Bytes32) -> LogEntry? { sequences[hash].flatMap { entry($0) } }

  public func beginEpoch(_ epoch: UInt64) throws(LogError) {
    guard epoch >= self.epoch else { throw .fenced(current: self.epoch, found: epoch) }
    self.epoch = epoch
  }

  public func truncate(after sequence: UInt64, epoch: UInt64) throws(LogError) {
    try requireEpoch(epoch)
    while let entry = stored.last, entry.sequence > sequence {
      stored.removeLast()
      sequences[entry.hash] = nil
    }
  }
}
