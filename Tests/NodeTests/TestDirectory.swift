import CSQLite
import Foundation
import Node

/// Devnets in temporary directories, run for some blocks.
struct TestDirectory {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("plimsoll-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// What is on disk now: what a crash would leave.
  func copy(to other: TestDirectory) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where !name.hasSuffix("-shm") {
      try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(other.path)/\(name)")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// A node on this directory, which resumes what is there.
  func node(seed: UInt64 = 1, population: Int = 30, corruption: Corruption? = nil) throws -> DevnetNode {
    let genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    let store = try NodeStore(directory: path)
    if try NodeStore.genesis(in: path) == nil { try NodeStore.write(genesis, to: path) }
    return try DevnetNode(Self.configuration(seed, population, corruption), genesis: genesis, store: store)
  }

  static func configuration(_ seed: UInt64, _ population: Int, _ corruption: Corruption?) -> DevnetConfiguration {
    DevnetConfiguration(
      seed: seed, populationSize: population, history: nil, pace: .fast, sealing: .interval(ms: 250), blockLimit: nil,
      policy: Engine.Policy(batchIntervalMs: 2_000, checkpointIntervalBlocks: 16, corruption: corruption))
  }
}

extension TestDirectory {
  struct SQLError: Error {
    let code: Int32
  }

  /// What an operator may do who wants the room.
  func deleteBlocks(upTo number: Int) throws {
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    var code = sqlite3_open("\(path)/chain.db", &database)
    if code == SQLITE_OK { code = sqlite3_exec(database, "DELETE FROM log WHERE sequence <= \(number)", nil, nil, nil) }
    guard code == SQLITE_OK else { throw SQLError(code: code) }
  }
}

extension DevnetNode {
  func makeBlocks(_ count: Int) throws {
    for _ in 0..<count { try makeBlock(at: summary.timestampMs + 250) }
    try flush()
  }
}
