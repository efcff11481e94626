import Foundation
import Storage
import TestSupport
import Testing

@Suite(.serialized) struct `What has been acknowledged` {
  let temporary: TemporaryDirectory
  let store: ChainStore

  init() throws {
    temporary = try TemporaryDirectory()
    store = try ChainStore(in: DataDirectory(locking: temporary.path))
  }

  private func entries(in directory: TemporaryDirectory) throws -> [LogEntry] {
    try ChainStore(in: DataDirectory(locking: directory.path)).log.entries(from: 0, limit: .max)
  }

  @Test func `is there after a crash at any instant`() throws {
    var sequence: UInt64 = 0
    for groupSize in [1, 3, 1, 40, 1, 400, 1] as [UInt64] {
      let group = LogEntry.samples(sequence + 1...sequence + groupSize)
      try store.transaction { () throws(LogError) in
        try store.log.append(group)
        let image = try? entries(in: temporary.crashImage())
        #expect(image == LogEntry.samples((0...sequence).dropFirst()))
      }
      sequence += groupSize
      #expect(try entries(in: temporary.crashImage()) == LogEntry.samples(1...sequence))
    }
  }

  /// A torn tail is what a power cut makes of a write that nobody has been told of.
  @Test func `is an unbroken run from the first block, wherever the write-ahead log is torn`() throws {
    for sequence in 1...30 as ClosedRange<UInt64> { try store.log.append([.sample(sequence, inputBytes: 9_000)]) }
    let whole = try temporary.crashImage().read("chain.db-wal").count
    var random = SplitMix64(seed: 11)
    var seen: Set<Int> = []
    for _ in 0..<25 {
      let image = try temporary.crashImage()
      let kept = try image.read("chain.db-wal").prefix(.random(in: 0..<whole, using: &random))
      try image.write("chain.db-wal", kept)
      guard kept.count > 100_000 else { continue }  // Shorter, not even the tables may be there.
      let found = try entries(in: image)
      #expect(found == (1...30).prefix(found.count).map { LogEntry.sample($0, inputBytes: 9_000) })
      seen.insert(found.count)
    }
    #expect(seen.count > 5)
  }

  @Test func `survives a reader that stays when the writer leaves`() throws {
    let directory = try TemporaryDirectory()
    var writer: ChainStore? = try ChainStore(in: DataDirectory(locking: directory.path))
    try writer?.log.append(LogEntry.samples(1...3))
    let reader = try ChainStore(reading: directory.path)
    #expect(try reader.log.last?.sequence == 3)
    writer = nil
    #expect(try reader.log.entries(from: 0, limit: 9) == LogEntry.samples(1...3))
    let alone = try TemporaryDirectory()
    try alone.write("chain.db", directory.read("chain.db"))
    #expect(try entries(in: alone) == LogEntry.samples(1...3))
  }

  @Test func `does not suffer from a disk that fills up`() throws {
    try store.log.append(LogEntry.samples(1...3))
    let error = #expect(throws: LogError.self) {
      try FaultyDisk.failing(with: ENOSPC) { try store.log.append([.sample(4)]) }
    }
    guard case .storage(let storage) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(storage.cause == .diskFull)
    #expect(try store.log.last?.sequence == 3)
    try store.log.append([.sample(4)])
    #expect(try entries(in: temporary.crashImage()) == LogEntry.samples(1...4))
  }

  @Test func `is not added to after a failed write, until the file has been opened anew`() throws {
    let directory = try TemporaryDirectory()
    var writer: ChainStore? = try ChainStore(in: DataDirectory(locking: directory.path))
    try writer?.log.append(LogEntry.samples(1...3))
    let error = #expect(throws: LogError.self) {
      try FaultyDisk.failing(with: EIO) { try writer?.log.append([.sample(4)]) }
    }
    guard case .storage(let storage) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(storage.cause == .inputOutput)
    #expect(throws: LogError.storage(storage)) { try writer?.log.append([.sample(4)]) }
    #expect(throws: LogError.storage(storage)) { try writer?.log.last }
    writer = nil
    #expect(try entries(in: directory) == LogEntry.samples(1...3))
  }
}
