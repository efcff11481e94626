import CSQLite
import Cryptography

/// The present row of a running statement. Columns count from 0.
///
/// Each column is read as what we wrote there; anything else throws `.corrupt`.
public struct Row: ~Copyable {
  private let statement: Statement

  init(_ statement: Statement) { self.statement = statement }

  public func int64(_ column: Int32) throws(StorageError) -> Int64 {
    guard kind(column) == SQLITE_INTEGER else { throw statement.mistyped(column) }
    return sqlite3_column_int64(statement.pointer, column)
  }

  public func uint64(_ column: Int32) throws(StorageError) -> UInt64 {
    guard let value = UInt64(exactly: try int64(column)) else { throw statement.mistyped(column) }
    return value
  }

  public func text(_ column: Int32) throws(StorageError) -> String {
    guard kind(column) == SQLITE_TEXT else { throw statement.mistyped(column) }
    return String(decoding: contents(column), as: UTF8.self)
  }

  /// The bytes of a blob. A text is taken by its bytes, because SQL's `||` makes a text of two blobs, and somebody who
  /// alters a stored batch by hand should hear what derivation makes of it rather than of its type.
  public func bytes(_ column: Int32) throws(StorageError) -> [UInt8] {
    guard kind(column) == SQLITE_BLOB || kind(column) == SQLITE_TEXT else { throw statement.mistyped(column) }
    return Array(contents(column))
  }

  public func bytes32(_ column: Int32) throws(StorageError) -> Bytes32 {
    let bytes = try bytes(column)
    guard bytes.count == Bytes32.byteCount else { throw statement.mistyped(column) }
    return Bytes32(bytes)
  }

  private func kind(_ column: Int32) -> Int32 { sqlite3_column_type(statement.pointer, column) }

  /// The address first, then the length: the other order may convert the value in between.
  private func contents(_ column: Int32) -> UnsafeRawBufferPointer {
    let address = sqlite3_column_blob(statement.pointer, column)
    return UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(statement.pointer, column)))
  }
}
