extension Schema {
  /// `chain.db`: the ordered log, and what can be computed from it again but not quickly.
  ///
  /// The trigger lets nothing about a block outlive the block. It fires once for each removed entry, and what it removes
  /// has a number at or above that one.
  static let chain = Schema(
    fileName: "chain.db", applicationID: 0x504c_4348 /* PLCH */, version: 1,
    statements: [
      """
      CREATE TABLE log(
        sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
        epoch INTEGER NOT NULL,
        hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
        header BLOB NOT NULL,
        inputs BLOB NOT NULL,
        outputs BLOB NOT NULL,
        signature BLOB NOT NULL
      ) STRICT
      """,
      "CREATE TABLE epoch(one INTEGER PRIMARY KEY CHECK (one = 1), current INTEGER NOT NULL) STRICT",
      "INSERT INTO epoch VALUES (1, 0)",
      "CREATE TABLE checkpoints(sequence INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT",
      "CREATE TABLE traces(sequence INTEGER PRIMARY KEY, trace BLOB NOT NULL) STRICT",
      "CREATE TABLE metadata(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
      """
      CREATE TRIGGER truncation AFTER DELETE ON log BEGIN
        DELETE FROM checkpoints WHERE sequence >= OLD.sequence;
        DELETE FROM traces WHERE sequence >= OLD.sequence;
      END
      """,
    ])
}
