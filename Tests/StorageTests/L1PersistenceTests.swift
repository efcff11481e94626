import Cryptography
import Storage
import Testing

/// The conformance suite: what every place for an L1 chain promises.
@Suite struct `A kept L1 chain` {
  @Test(arguments: L1Implementation.allCases)
  func `is empty at first`(implementation: L1Implementation) throws {
    let subject = try implementation.make()
    #expect(try subject.store.last == nil)
    #expect(try subject.store.counts == L1Counts())
    #expect(try subject.store.everything() == [])
    #expect(try subject.store.block(0) == nil)
  }

  @Test(arguments: L1Implementation.allCases, [0, 1, 1_000] as [UInt64])
  func `reads back what was appended, whatever its first number`(
    implementation: L1Implementation, first: UInt64
  ) throws {
    let subject = try implementation.make()
    let store = subject.store
    let chain = try store.grow(first...first + 9)
    #expect(try store.everything() == chain)
    #expect(try store.last == chain[9].block)
    #expect(try store.block(first + 4) == chain[4].block)
    #expect(try store.block(first + 10) == nil)
    #expect(try first == 0 || store.block(first - 1) == nil)
    #expect(try store.blocks(from: first + 3, limit: 2) == [chain[3].block, chain[4].block])
    #expect(try store.entries(from: 5, limit: 2) == [chain[2].entries[1], chain[3].entries[0]])
    #expect(try store.messages(from: 9, limit: 5) == chain[9].messages)
    let claims = chain.flatMap(\.claims)
    #expect(try store.claims(from: 1, limit: 1) == [claims[1]])
    #expect(try store.counts == L1Counts(entries: 20, messages: 10, claims: UInt64(claims.count)))
    #expect(try store.entries(from: .max, limit: 1) == [])
    #expect(try store.blocks(from: .max, limit: 1) == [])
  }

  @Test(arguments: L1Implementation.allCases)
  func `refuses a block that does not follow its parent`(implementation: L1Implementation) throws {
    let subject = try implementation.make()
    let store = subject.store
    let chain = try store.grow(1...3)
    let counts = try store.counts
    #expect(throws: L1StoreError.gap(expected: 4, found: 5)) { try store.append(.sample(5, after: counts)) }
    #expect(throws: L1StoreError.gap(expected: 4, found: 3)) { try store.append(chain[2]) }
    let stranger = L1Contents.sample(4, fork: 1, after: counts)
    let expected = L1StoreError.wrongParent(expected: chain[2].block.hash, found: stranger.block.parent)
    #expect(throws: expected) { try store.append(stranger) }
    #expect(try store.everything() == chain)
  }

  @Test(arguments: L1Implementation.allCases)
  func `refuses contents with a gap or from another block`(implementation: L1Implementation) throws {
    let subject = try implementation.make()
    let store = subject.store
    let chain = try store.grow(1...2)
    let good = L1Contents.sample(3, after: try store.counts)
    var bad = good
    bad.entries[1].index = 6
    #expect(throws: L1StoreError.indexGap(.entry, expected: 5, found: 6)) { try store.append(bad) }
    bad = good
    bad.messages[0].index = 0
    #expect(throws: L1StoreError.indexGap(.message, expected: 2, found: 0)) { try store.append(bad) }
    bad = good
    bad.claims[0].index = 1
    #expect(throws: L1StoreError.indexGap(.claim, expected: 0, found: 1)) { try store.append(bad) }
    bad = good
    bad.entries[0].l1Block = 2
    #expect(throws: L1StoreError.wrongBlock(.entry, expected: 3, found: 2)) { try store.append(bad) }
    #expect(try store.everything() == chain)
    try store.append(good)
    #expect(try store.everything() == chain + [good])
  }

  @Test(arguments: L1Implementation.allCases)
  func `goes back over a reorg of any depth and grows another branch`(implementation: L1Implementation) throws {
    let subject = try implementation.make()
    let store = subject.store
    let chain = try store.grow(0...12)
    try store.rollback(toBlock: 12)
    #expect(try store.everything() == chain)
    try store.rollback(toBlock: 7)
    #expect(try store.everything() == Array(chain[...7]))
    #expect(try store.counts == L1Counts(entries: 16, messages: 8, claims: 3))
    let branch = try store.grow(8...9, fork: 1)
    #expect(try store.everything() == Array(chain[...7]) + branch)
    try store.rollback(toBlock: 0)
    #expect(try store.everything() == [chain[0]])
  }

  @Test(arguments: L1Implementation.allCases)
  func `goes back to no block that it lacks`(implementation: L1Implementation) throws {
    let subject = try implementation.make()
    let store = subject.store
    #expect(throws: L1StoreError.unknownBlock(number: 0)) { try store.rollback(toBlock: 0) }
    let chain = try store.grow(5...7)
    for number in [0, 4, 8, .max] as [UInt64] {
      #expect(throws: L1StoreError.unknownBlock(number: number)) { try store.rollback(toBlock: number) }
    }
    #expect(try store.everything() == chain)
  }
}

@Suite struct `The L1 file` {
  @Test func `alone holds what the L1 knows, once its writer has closed it`() throws {
    let directory = try TemporaryDirectory()
    let elsewhere = try TemporaryDirectory()
    let chain = try L1Store(in: DataDirectory(locking: directory.path)).grow(0...5)
    try elsewhere.write("l1.db", directory.read("l1.db"))
    #expect(try L1Store(reading: elsewhere.path).everything() == chain)
  }

  @Test func `shows a batch that was altered by hand with SQL, also where SQL has made a text of it`() throws {
    let directory = try TemporaryDirectory()
    try L1Store(in: DataDirectory(locking: directory.path)).grow(0...5)
    try directory.alter("l1.db", "UPDATE entries SET data = x'0042' WHERE idx = 3")
    try directory.alter("l1.db", "UPDATE entries SET data = substr(data, 1, 1) || x'ff' WHERE idx = 4")
    let entries = try L1Store(reading: directory.path).entries(from: 3, limit: 2)
    #expect(entries.map(\.data) == [[0x00, 0x42], [0x00, 0xff]])
  }
}
