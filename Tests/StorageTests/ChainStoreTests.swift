import Storage
import Testing

@Suite struct `The chain store` {
  let temporary: TemporaryDirectory
  let store: ChainStore

  init() throws {
    temporary = try TemporaryDirectory()
    store = try ChainStore(in: DataDirectory(locking: temporary.path))
  }

  @Test func `finds the newest checkpoint at or before a block`() throws {
    #expect(try store.latestCheckpoint() == nil)
    try store.log.append(LogEntry.samples(1...30))
    for sequence in [0, 10, 20] as [UInt64] { try store.putCheckpoint([UInt8(sequence)], at: sequence) }
    #expect(try store.latestCheckpoint() == Checkpoint(sequence: 20, state: [20]))
    #expect(try store.latestCheckpoint(atOrBefore: 19) == Checkpoint(sequence: 10, state: [10]))
    #expect(try store.latestCheckpoint(atOrBefore: 10) == Checkpoint(sequence: 10, state: [10]))
    #expect(try store.latestCheckpoint(atOrBefore: 9) == Checkpoint(sequence: 0, state: [0]))
    try store.putCheckpoint([], at: 10)
    #expect(try store.latestCheckpoint(atOrBefore: 10) == Checkpoint(sequence: 10, state: []))
  }

  @Test func `prunes checkpoints`() throws {
    try store.log.append(LogEntry.samples(1...20))
    for sequence in 0...20 as ClosedRange<UInt64> { try store.putCheckpoint([1], at: sequence) }
    try store.pruneCheckpoints(keepingNewest: 3)
    #expect(try store.checkpointSequences() == [20, 19, 18, 16, 12, 4, 0])
  }

  @Test func `keeps traces and small facts`() throws {
    #expect(try store.metadata("genesis") == nil)
    try store.setMetadata("genesis", [1, 2])
    try store.setMetadata("genesis", [3])
    try store.setMetadata("empty", [])
    #expect(try store.metadata("genesis") == [3])
    #expect(try store.metadata("empty") == [])
    try store.setMetadata("genesis", nil)
    #expect(try store.metadata("genesis") == nil)
    try store.log.append(LogEntry.samples(1...2))
    try store.putTrace([7], at: 2)
    try store.putTrace([8, 9], at: 2)
    #expect(try store.trace(at: 2) == [8, 9])
    #expect(try store.trace(at: 1) == nil)
    #expect(try store.trace(at: .max) == nil)
  }

  @Test func `says nothing about a block that is not in the log`() throws {
    try store.log.append(LogEntry.samples(1...2))
    #expect(throws: LogError.gap(expected: 3, found: 3)) { try store.putCheckpoint([1], at: 3) }
    #expect(throws: LogError.gap(expected: 3, found: 4)) { try store.putTrace([1], at: 4) }
    #expect(try store.latestCheckpoint() == nil)
  }

  @Test func `lets nothing about a block outlive the block`() throws {
    try store.log.append(LogEntry.samples(1...9))
    for sequence in [0, 3, 6, 9] as [UInt64] { try store.putCheckpoint([1], at: sequence) }
    for sequence in 1...9 as ClosedRange<UInt64> { try store.putTrace([1], at: sequence) }
    try store.log.truncate(after: 6, epoch: 0)
    #expect(try store.checkpointSequences() == [6, 3, 0])
    #expect(try store.trace(at: 6) == [1])
    #expect(try store.trace(at: 7) == nil)
    try store.log.truncate(after: 0, epoch: 0)
    #expect(try store.checkpointSequences() == [0])
  }

  @Test func `commits an append and its checkpoint together or not at all`() throws {
    try store.transaction { () throws(LogError) in
      try store.log.append(LogEntry.samples(1...2))
      try store.putCheckpoint([1], at: 2)
    }
    #expect(throws: LogError.gap(expected: 4, found: 5)) {
      try store.transaction { () throws(LogError) in
        try store.log.append([.sample(3)])
        try store.putCheckpoint([1], at: 3)
        try store.log.append([.sample(5)])
      }
    }
    #expect(try store.log.last?.sequence == 2)
    #expect(try store.checkpointSequences() == [2])
  }

  @Test func `undoes a refused append alone when the transaction around it goes on`() throws {
    try store.transaction { () throws(LogError) in
      try store.log.append([.sample(1)])
      #expect(throws: LogError.gap(expected: 3, found: 4)) { try store.log.append([.sample(2), .sample(4)]) }
      try store.putCheckpoint([1], at: 1)
    }
    #expect(try store.log.last?.sequence == 1)
    #expect(try store.checkpointSequences() == [1])
  }

  @Test func `stores no number above the greatest that fits`() throws {
    let greatest = UInt64(Int64.max)
    try store.log.beginEpoch(greatest)
    #expect(try store.log.epoch == greatest)
    let error = #expect(throws: LogError.self) { try store.log.beginEpoch(greatest + 1) }
    guard case .storage(let storage) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(storage.cause == .outOfRange(value: greatest + 1))
    #expect(try store.log.epoch == greatest)
  }
}
