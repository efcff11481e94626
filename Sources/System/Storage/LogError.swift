/// Why the log did not do what it was asked. It is then as it was before.
public enum LogError: Error, Equatable, Sendable {
  /// The entry does not follow the last one.
  case gap(expected: UInt64, found: UInt64)
  /// Another epoch is the present one. Whoever hears this with a smaller epoch has been deposed: it stops sequencing and
  /// reads the log again.
  case fenced(current: UInt64, found: UInt64)
  /// The log holds another entry under this number.
  case conflict(sequence: UInt64)
  /// The log holds, or the same append brings, this entry's hash under another number.
  case duplicateHash(sequence: UInt64, holder: UInt64)
  case storage(StorageError)
}

extension LogError: StorageFailure {
  public init(_ error: StorageError) { self = .storage(error) }
}
