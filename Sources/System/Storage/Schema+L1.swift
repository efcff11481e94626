extension Schema {
  /// `l1.db`: what the L1 knows, and nothing else. Whoever has this file and the genesis can derive every block.
  ///
  /// What was included in a block goes with the block. The tables are not `STRICT`: they are there for others to open,
  /// and to alter in a copy, and SQL's `||` of two blobs is a text.
  static let l1 = Schema(
    fileName: "l1.db", applicationID: 0x504c_4c31 /* PLL1 */, version: 1,
    statements: [
      """
      CREATE TABLE l1_blocks(
        number INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        parent BLOB NOT NULL,
        timestamp_ms INTEGER NOT NULL,
        data BLOB NOT NULL
      )
      """,
      """
      CREATE TABLE entries(
        idx INTEGER PRIMARY KEY,
        l1_block INTEGER NOT NULL REFERENCES l1_blocks ON DELETE CASCADE,
        data BLOB NOT NULL,
        entry BLOB NOT NULL
      )
      """,
      """
      CREATE TABLE messages(
        idx INTEGER PRIMARY KEY,
        l1_block INTEGER NOT NULL REFERENCES l1_blocks ON DELETE CASCADE,
        data BLOB NOT NULL
      )
      """,
      """
      CREATE TABLE claims(
        idx INTEGER PRIMARY KEY,
        l1_block INTEGER NOT NULL REFERENCES l1_blocks ON DELETE CASCADE,
        data BLOB NOT NULL
      )
      """,
      "CREATE INDEX entries_by_block ON entries(l1_block)",
      "CREATE INDEX messages_by_block ON messages(l1_block)",
      "CREATE INDEX claims_by_block ON claims(l1_block)",
    ])
}
