/// What one of our files is called, how it says whose it is, and the tables it begins with.
public struct Schema: Sendable {
  /// The name inside a data directory.
  public let fileName: String
  /// SQLite's `application_id`: four ASCII letters, which `file` and `sqlite3` show.
  public let applicationID: Int32
  /// SQLite's `user_version`. It rises whenever a table changes its meaning.
  public let version: Int32
  /// The statements that make an empty database ours, in order.
  public let statements: [String]

  public init(fileName: String, applicationID: Int32, version: Int32, statements: [String]) {
    precondition(applicationID != 0, "zero is the mark of a database without an owner")
    precondition(version > 0, "zero is the version of a database without tables")
    self.fileName = fileName
    self.applicationID = applicationID
    self.version = version
    self.statements = statements
  }

  /// Whose file carries `applicationID`, for a message.
  static func ownerName(applicationID: Int32) -> String {
    if applicationID == 0 { return "it names no program" }
    let ours = [chain, l1].first { $0.applicationID == applicationID }
    return ours.map { "it is a \($0.fileName)" } ?? "it names program \(applicationID)"
  }
}
