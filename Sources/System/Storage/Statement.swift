import CSQLite
import Cryptography

/// One prepared statement. It belongs to the `Database` that made it and is used by nobody else.
final class Statement {
  let pointer: OpaquePointer
  private let database: OpaquePointer
  private let path: String

  init(_ sql: String, database: OpaquePointer, path: String) throws(StorageError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK else { throw StorageError(code: code, handle: database, path: path) }
    guard let prepared else { preconditionFailure("an SQL statement is empty") }
    self.pointer = prepared
    self.database = database
    self.path = path
  }

  deinit { sqlite3_finalize(pointer) }

  /// Gives `values` to the parameters, the first to `?1`.
  func bind(_ values: [SQLValue]) throws(StorageError) {
    precondition(values.count == sqlite3_bind_parameter_count(pointer), "a statement's parameters are not all bound")
    for (position, value) in values.enumerated() { try bind(value, at: Int32(position + 1)) }
  }

  /// Goes to the next row; false when there is none.
  func step() throws(StorageError) -> Bool {
    let code = sqlite3_step(pointer)
    guard code == SQLITE_ROW || code == SQLITE_DONE else { throw error(code) }
    return code == SQLITE_ROW
  }

  /// Makes the statement ready for its next use and lets go of its parameters.
  func reset() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }

  /// The error of column `column`, which does not hold what we write there.
  func mistyped(_ column: Int32) -> StorageError {
    let name = sqlite3_column_name(pointer, column).map { String(cString: $0) } ?? "\(column)"
    return StorageError(.corrupt, path: path, message: "column \(name) holds a value of another kind")
  }

  private func bind(_ value: SQLValue, at index: Int32) throws(StorageError) {
    let code: Int32
    switch value {
    case .int64(let number): code = sqlite3_bind_int64(pointer, index, number)
    case .uint64(let number):
      guard let signed = Int64(exactly: number) else { throw StorageError(.outOfRange(value: number), path: path) }
      code = sqlite3_bind_int64(pointer, index, signed)
    case .text(let text): code = bind(text, at: index)
    case .bytes(let bytes): code = bind(bytes, at: index)
    case .hash(let hash): code = bind(hash.bytes, at: index)
    }
    guard code == SQLITE_OK else { throw error(code) }
  }

  private func bind(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { characters in
        sqlite3_bind_text64(
          pointer, index, characters.baseAddress, UInt64(characters.count), Self.copied, UInt8(SQLITE_UTF8))
      }
    }
  }

  /// Empty bytes need not have an address, and a blob without one would be stored as null.
  private func bind(_ bytes: [UInt8], at index: Int32) -> Int32 {
    guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(pointer, index, 0) }
    return bytes.withUnsafeBytes { sqlite3_bind_blob64(pointer, index, $0.baseAddress, UInt64($0.count), Self.copied) }
  }

  private func error(_ code: Int32) -> StorageError { StorageError(code: code, handle: database, path: path) }

  /// `SQLITE_TRANSIENT`, a cast that Swift does not import: SQLite copies the value before the call returns.
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
