import Cryptography
import Storage
import TestSupport
import Testing

/// The conformance suite: what every implementation of the ordered log promises.
@Suite struct `An ordered log` {
  @Test(arguments: LogImplementation.allCases)
  func `is empty and in epoch 0 at first`(implementation: LogImplementation) throws {
    let log = try implementation.make().log
    #expect(try log.last == nil)
    #expect(try log.epoch == 0)
    #expect(try log.entries(from: 0, limit: 10) == [])
    #expect(try log.entry(0) == nil)
    #expect(try log.entry(1) == nil)
  }

  @Test(arguments: LogImplementation.allCases)
  func `reads back what was appended, byte for byte`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    for sequence in 1...5 as ClosedRange<UInt64> {
      let entry = LogEntry.sample(sequence)
      try log.append([entry])
      #expect(try log.last == entry.position)
      #expect(try log.entry(sequence) == entry)
      #expect(try log.entry(hash: entry.hash) == entry)
    }
    #expect(try log.entries(from: 1, limit: 100) == LogEntry.samples(1...5))
    #expect(try log.entry(6) == nil)
    #expect(try log.entry(hash: Bytes32()) == nil)
  }

  @Test(arguments: LogImplementation.allCases)
  func `can be followed from any number, in pieces of any size`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...20))
    for first in 0...22 as ClosedRange<UInt64> {
      for limit in 0...22 {
        let expected = LogEntry.samples(1...20).filter { $0.sequence >= first }.prefix(limit)
        #expect(try log.entries(from: first, limit: limit) == Array(expected))
      }
    }
  }

  @Test(arguments: LogImplementation.allCases)
  func `has nothing at numbers that no entry can have`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...2))
    for sequence in [UInt64(Int64.max), UInt64(Int64.max) + 1, .max] {
      #expect(try log.entries(from: sequence, limit: 1) == [])
      #expect(try log.entry(sequence) == nil)
    }
  }

  @Test(arguments: LogImplementation.allCases)
  func `refuses a gap`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    #expect(throws: LogError.gap(expected: 1, found: 2)) { try log.append([.sample(2)]) }
    #expect(throws: LogError.gap(expected: 1, found: 0)) { try log.append([.sample(0)]) }
    try log.append(LogEntry.samples(1...3))
    #expect(throws: LogError.gap(expected: 4, found: 5)) { try log.append([.sample(5)]) }
    #expect(throws: LogError.gap(expected: 4, found: 0)) { try log.append([.sample(0)]) }
    #expect(throws: LogError.gap(expected: 4, found: .max)) { try log.append([.sample(.max)]) }
    #expect(try log.entries(from: 0, limit: 10) == LogEntry.samples(1...3))
  }

  @Test(arguments: LogImplementation.allCases)
  func `takes a group wholly or not at all`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...2))
    #expect(throws: LogError.gap(expected: 5, found: 6)) { try log.append([.sample(3), .sample(4), .sample(6)]) }
    #expect(throws: LogError.fenced(current: 0, found: 1)) { try log.append([.sample(3), .sample(4, epoch: 1)]) }
    #expect(throws: LogError.conflict(sequence: 3)) { try log.append([.sample(3), .sample(3, variant: 1)]) }
    #expect(try log.entries(from: 0, limit: 10) == LogEntry.samples(1...2))
    try log.append(LogEntry.samples(3...40))
    #expect(try log.entries(from: 0, limit: 100) == LogEntry.samples(1...40))
    try log.append([])
    #expect(try log.last == LogEntry.sample(40).position)
  }

  @Test(arguments: LogImplementation.allCases)
  func `passes over what it already holds, so that a lost answer may be asked for again`(
    implementation: LogImplementation
  ) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...4))
    try log.append([.sample(4)])
    try log.append([.sample(2)])
    try log.append(LogEntry.samples(3...6))
    try log.append([.sample(7), .sample(7)])
    #expect(try log.entries(from: 0, limit: 10) == LogEntry.samples(1...7))
  }

  @Test(arguments: LogImplementation.allCases)
  func `refuses another entry under a number it holds, whichever byte differs`(
    implementation: LogImplementation
  ) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...3))
    var others = [LogEntry](repeating: .sample(2), count: 5)
    others[0].hash = Bytes32()
    others[1].header.append(0)
    others[2].inputs[39] ^= 1
    others[3].outputs = [0]
    others[4].signature = []
    for other in others {
      #expect(throws: LogError.conflict(sequence: 2)) { try log.append([other]) }
      #expect(throws: LogError.conflict(sequence: 2)) { try log.append([other, .sample(3), .sample(4)]) }
    }
    #expect(try log.entries(from: 0, limit: 10) == LogEntry.samples(1...3))
  }

  @Test(arguments: LogImplementation.allCases)
  func `refuses a hash that another number has`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...3))
    var copy = LogEntry.sample(4)
    copy.hash = LogEntry.sample(2).hash
    #expect(throws: LogError.duplicateHash(sequence: 4, holder: 2)) { try log.append([copy]) }
    copy = .sample(5)
    copy.hash = LogEntry.sample(4).hash
    #expect(throws: LogError.duplicateHash(sequence: 5, holder: 4)) { try log.append([.sample(4), copy]) }
    #expect(try log.last?.sequence == 3)
  }

  @Test(arguments: LogImplementation.allCases)
  func `fences a deposed sequencer, which can still read`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.beginEpoch(1)
    try log.append([.sample(1, epoch: 1)])
    try log.beginEpoch(2)
    #expect(throws: LogError.fenced(current: 2, found: 1)) { try log.append([.sample(2, epoch: 1)]) }
    #expect(throws: LogError.fenced(current: 2, found: 3)) { try log.append([.sample(2, epoch: 3)]) }
    #expect(throws: LogError.fenced(current: 2, found: 1)) { try log.append([.sample(1, epoch: 1)]) }
    #expect(throws: LogError.fenced(current: 2, found: 1)) { try log.truncate(after: 0, epoch: 1) }
    #expect(throws: LogError.fenced(current: 2, found: 1)) { try log.beginEpoch(1) }
    #expect(try log.entries(from: 0, limit: 10) == [.sample(1, epoch: 1)])
    try log.append([.sample(2, epoch: 2)])
    #expect(try log.last == LogEntry.sample(2, epoch: 2).position)
  }

  @Test(arguments: LogImplementation.allCases)
  func `may skip epochs and be told the present one again`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.beginEpoch(7)
    try log.beginEpoch(7)
    #expect(try log.epoch == 7)
    try log.append([.sample(1, epoch: 7)])
    try log.beginEpoch(7)
    try log.append([.sample(2, epoch: 7)])
    #expect(try log.last?.sequence == 2)
  }

  @Test(arguments: LogImplementation.allCases)
  func `forgets what is cut off, and builds on from there`(implementation: LogImplementation) throws {
    let subject = try implementation.make()
    let log = subject.log
    try log.append(LogEntry.samples(1...9))
    try log.truncate(after: 20, epoch: 0)
    #expect(try log.last?.sequence == 9)
    try log.beginEpoch(1)
    try log.truncate(after: 6, epoch: 1)
    #expect(try log.last == LogEntry.sample(6).position)
    #expect(try log.entry(7) == nil)
    #expect(try log.entry(hash: LogEntry.sample(7).hash) == nil)
    try log.append([.sample(7, epoch: 1, variant: 1)])
    #expect(try log.entries(from: 6, limit: 10) == [.sample(6), .sample(7, epoch: 1, variant: 1)])
    try log.truncate(after: 0, epoch: 1)
    #expect(try log.last == nil)
    try log.append([.sample(1, epoch: 1)])
    #expect(try log.entries(from: 0, limit: 10) == [.sample(1, epoch: 1)])
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func `answers like every other log, whatever is asked of it`(seed: UInt64) throws {
    let subjects = try LogImplementation.allCases.map { try $0.make() }
    var random = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let request = LogRequest.random(with: &random)
      let answers = subjects.map { request.answer(of: $0.log) }
      #expect(answers.dropFirst().allSatisfy { $0 == answers[0] }, "\(request)")
    }
  }
}
