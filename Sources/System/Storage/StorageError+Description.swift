extension StorageError: CustomStringConvertible {
  /// One line: the file, what is wrong, what was said below us, and what to do.
  public var description: String {
    var text = "\(path): \(summary)"
    switch code {
    case .some(let code): text += " (SQLite \(code): \(message))"
    case nil where !message.isEmpty: text += " (\(message))"
    case nil: break
    }
    return "\(text). \(remedy)"
  }

  /// What is wrong, in a few words.
  public var summary: String {
    switch cause {
    case .missing: "there is no such file"
    case .cannotOpen: "it cannot be opened"
    case .locked: "another process is using it"
    case .notADatabase: "this is not a Plimsoll database"
    case .foreign(let id):
      "this is not the Plimsoll database that belongs here (\(Schema.ownerName(applicationID: id)))"
    case .empty: "nothing has been written to it yet"
    case .schemaVersion(let expected, let found):
      "its schema version is \(found), and this program reads version \(expected)"
    case .corrupt: "the file is damaged"
    case .diskFull: "the disk is full"
    case .readOnly: "it may not be written"
    case .inputOutput: "reading or writing failed"
    case .noWriteAheadLog(let mode): "its file system allows no write-ahead log (it stayed in mode \(mode))"
    case .outOfRange(let value): "\(value) exceeds the largest number that can be stored, 2^63 - 1"
    case .tooLarge: "a value is longer than 1000000000 bytes"
    case .transactionLost: "the transaction was undone after an earlier error"
    case .refused: "the database refused a statement"
    }
  }

  /// What the owner of the file can do.
  public var remedy: String {
    switch cause {
    case .missing, .empty: "Name the data directory of a node that has run, or start a node on this one."
    case .cannotOpen: "Check the owner and the permissions of the file and of the directory around it."
    case .locked: "Stop the other process, or name another data directory."
    case .notADatabase, .foreign: "Name another data directory; this file has been left as it was."
    case .schemaVersion(let expected, let found) where found > expected:
      "Use the newer Plimsoll that wrote it; this file has been left as it was."
    case .schemaVersion:
      "Use the older Plimsoll that wrote it, or begin again in a new data directory; this file has been left as it was."
    case .corrupt: "Restore the data directory from a copy, or begin again in a new one."
    case .diskFull: "Free some space and start again; everything acknowledged is safe."
    case .readOnly: "Give this user permission to write the file and the directory around it."
    case .inputOutput:
      "Check the disk, then start again: nothing more is written until the file has been opened anew."
    case .noWriteAheadLog: "Put the data directory on a local disk."
    case .outOfRange, .tooLarge, .refused: "Please report this, with the line above: it is a mistake in Plimsoll."
    case .transactionLost: "Look at the error before this one; nothing of the transaction has been written."
    }
  }
}
