/// Why a file of the data directory could not be read or written, and what its owner can do about it.
public struct StorageError: Error, Equatable, Sendable {
  public enum Cause: Equatable, Sendable {
    /// There is no such file, and we were only asked to read.
    case missing
    /// The file, or the directory around it, may not be opened by this user.
    case cannotOpen
    /// Another process writes here, and did not finish within the time we wait.
    case locked
    /// The file begins with something that is no SQLite header.
    case notADatabase
    /// A sound SQLite database of another program, or another file of ours. Zero: it names no program.
    case foreign(applicationID: Int32)
    /// A database in which nothing has been created yet.
    case empty
    case schemaVersion(expected: Int32, found: Int32)
    /// The pages contradict each other, or a column holds what we never write.
    case corrupt
    case diskFull
    case readOnly
    /// Reading, writing or syncing failed below us.
    case inputOutput
    /// The file system cannot share memory between processes, which the write-ahead log needs.
    case noWriteAheadLog(mode: String)
    /// A value above 2⁶³ − 1, the largest integer a column holds.
    case outOfRange(value: UInt64)
    /// A value longer than SQLite keeps in one column: 10⁹ bytes.
    case tooLarge
    /// The database undid the transaction by itself; what remains of it must not be written on its own.
    case transactionLost
    /// Any other refusal: a broken constraint or a statement that is wrong, both our own mistakes.
    case refused
  }

  public let cause: Cause
  public let path: String
  /// SQLite's extended result code; nil when the cause was found outside SQLite.
  public let code: Int32?
  /// What SQLite or the operating system said; may be empty.
  public let message: String

  public init(_ cause: Cause, path: String, code: Int32? = nil, message: String = "") {
    self.cause = cause
    self.path = path
    self.code = code
    self.message = message
  }
}

/// An error that has room for a storage error, so that one transaction throws one type.
public protocol StorageFailure: Error {
  init(_ error: StorageError)
}

extension StorageError: StorageFailure {
  public init(_ error: StorageError) { self = error }
}

extension StorageFailure {
  /// Runs `body` and gives a storage error this type.
  static func wrapping<Result>(_ body: () throws(StorageError) -> Result) throws(Self) -> Result {
    do { return try body() } catch { throw Self(error) }
  }
}
