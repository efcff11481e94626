import Cryptography

/// The ordered log: what is in it has happened, and nothing is acknowledged before it is in it.
///
/// Every implementation passes one conformance suite. The epoch is a fencing token: a new sequencer begins a greater one
/// before it reads the end of the log, and from then on a write of the old one is refused. Who may begin an epoch is
/// decided elsewhere, by a lease; the log only sees to it that epochs never go back.
public protocol SequencerLog: AnyObject {
  /// The epoch in which entries are taken. A new log is in epoch 0.
  var epoch: UInt64 { get throws(LogError) }

  /// The newest entry's place; nil when the log is empty.
  var last: LogPosition? { get throws(LogError) }

  /// Appends all of `entries` or none; they are durable when it returns.
  ///
  /// Entries already there and equal in every byte are passed over, so that a writer that never heard the answer may
  /// ask again, also with more entries at the end. A deposed writer is told `.fenced` even then.
  func append(_ entries: [LogEntry]) throws(LogError)

  /// The entries numbered `first` and above, in order, at most `limit` of them. Number 0 reads from the start.
  func entries(from first: UInt64, limit: Int) throws(LogError) -> [LogEntry]

  func entry(_ sequence: UInt64) throws(LogError) -> LogEntry?

  func entry(hash: Bytes32) throws(LogError) -> LogEntry?

  /// Makes `epoch` the present one. Beginning the present one again changes nothing.
  ///
  /// - Throws: `.fenced` when the log is already in a greater epoch.
  func beginEpoch(_ epoch: UInt64) throws(LogError)

  /// Removes every entry above `sequence`, for the rebuild that an L1 reorg may ask for.
  ///
  /// Two blocks with one epoch and one number are proof of equivocation: whoever has published what is removed here
  /// begins a new epoch before building again.
  ///
  /// - Throws: `.fenced` when `epoch` is not the present one.
  func truncate(after sequence: UInt64, epoch: UInt64) throws(LogError)
}

extension SequencerLog {
  /// Those of `entries` that are still to be written: the rules of `append`, the same for every implementation.
  func unwritten(of entries: [LogEntry]) throws(LogError) -> [LogEntry] {
    let current = try epoch
    for entry in entries where entry.epoch != current { throw .fenced(current: current, found: entry.epoch) }
    let first = (try last?.sequence ?? 0) + 1
    var fresh: [LogEntry] = []
    var holders: [Bytes32: UInt64] = [:]
    for entry in entries {
      let next = first + UInt64(fresh.count)
      guard entry.sequence > 0, entry.sequence <= next else { throw .gap(expected: next, found: entry.sequence) }
      if entry.sequence < next {
        let known = entry.sequence < first ? try self.entry(entry.sequence) : fresh[Int(entry.sequence - first)]
        guard known == entry else { throw .conflict(sequence: entry.sequence) }
        continue
      }
      let stored = try self.entry(hash: entry.hash)?.sequence
      if let holder = stored ?? holders[entry.hash] {
        throw .duplicateHash(sequence: entry.sequence, holder: holder)
      }
      holders[entry.hash] = entry.sequence
      fresh.append(entry)
    }
    return fresh
  }

  func requireEpoch(_ found: UInt64) throws(LogError) {
    let current = try epoch
    guard found == current else { throw .fenced(current: current, found: found) }
  }
}
