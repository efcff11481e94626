import Glibc

/// A data directory that this process alone may write, for as long as this value lives.
///
/// The lock is `flock` on the directory itself: it leaves no file behind, the kernel drops it when the process ends in
/// whatever way, and it is not touched when SQLite opens and closes files within. Readers do not take it.
public final class DataDirectory: Sendable {
  public let path: String
  private let descriptor: Int32

  /// Makes the directory when there is none and locks it.
  ///
  /// - Throws: `.locked` when another node, in this process or another, has it.
  public init(locking path: String) throws(StorageError) {
    try Self.make(path)
    descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path) }
    self.path = path
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw .system(path) }
  }

  deinit { Glibc.close(descriptor) }

  func file(of schema: Schema) -> String { Self.file(of: schema, in: path) }

  static func file(of schema: Schema, in path: String) -> String { "\(path)/\(schema.fileName)" }

  /// `mkdir -p`. Each new name is synced into the directory that holds it, or a power cut could take it away again.
  private static func make(_ path: String) throws(StorageError) {
    guard mkdir(path, 0o777) != 0 else { return try sync(parent(of: path)) }
    if errno == EEXIST { return }
    guard errno == ENOENT, parent(of: path) != path else { throw .system(path) }
    try make(parent(of: path))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .system(path) }
    try sync(parent(of: path))
  }

  private static func sync(_ path: String) throws(StorageError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system(path) }
  }

  private static func parent(of path: String) -> String {
    let trimmed = path.reversed().drop { $0 == "/" }
    let above = String(trimmed.drop { $0 != "/" }.drop { $0 == "/" }.reversed())
    return above.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : above
  }
}
