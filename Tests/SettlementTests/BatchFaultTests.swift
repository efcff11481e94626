import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import TestSupport
import Testing

/// A batch whose every byte can be told.
private func raw(_ body: BatchBody) -> [UInt8] { BatchCodec.raw.encode(body) ?? [] }

/// A place in a chain: block 7 is the last, two of five messages are read.
private struct Place {
  var tip: ChainTip
  var entry = BatchEntry()
  var messages: [InboxMessage] = []
  var body = BatchBody()
  var rules = DerivationRules(maxFutureMs: 1_000, maxBackdateMs: 60_000)

  static let tipTime: UInt64 = 1_000_000
  static let l1Time: UInt64 = 1_030_000

  /// Blocks at `times`, reading up to `upTo`, then nothing more.
  init(times: [UInt64] = [1_001_000, 1_002_000, 1_003_000], upTo: [UInt64] = [3, 3, 5]) throws {
    var header = BlockHeader()
    header.number = 7
    header.timestampMs = Self.tipTime
    header.inboxRead = 2
    tip = ChainTip(header)
    entry.l1TimeMs = Self.l1Time
    entry.epoch = 4
    body.parentCheck = HashPrefix(of: tip.blockHash)
    body.firstBlock = 8
    body.epoch = 4
    body.blocks = try BoundedList(
      zip(times, upTo).map { time, upTo in
        var inputs = BlockInputs()
        inputs.timestampMs = time
        inputs.items = try BoundedList([ByteList([1, 2, 3]), ByteList([])])
        inputs.reports = try BoundedList([ByteList([9])])
        return BatchBlock(inputs, inboxUpTo: upTo)
      })
    replaceMessages(upTo: 5)
  }

  /// Messages 2 ..< `end` wait, all of which the entry has read.
  mutating func replaceMessages(upTo end: UInt64) {
    var cursor = tip.inbox
    messages = []
    for index in 2..<end {
      var message = InboxMessage()
      message.index = index
      messages.append(message)
      cursor.advance(past: message)
    }
    entry.inboxUpTo = end
    entry.inboxAccumulator = cursor.accumulator
    body.inboxCheck = HashPrefix(of: cursor.accumulator)
  }

  func expand(_ data: [UInt8]? = nil) throws -> EntryExpansion {
    try EntryExpansion(
      PostedBatch(entry, unchecked: data ?? raw(body)), messages: messages, after: tip, rules: rules)
  }

  /// What becomes of a void batch here: one block at the L1's time that reads the rest of the inbox.
  func isFallback(_ blocks: [BlockInputs]) -> Bool {
    blocks.count == 1 && blocks[0].timestampMs == Self.l1Time && blocks[0].messages.elements == messages
      && blocks[0].items.count == 0 && blocks[0].reports.count == 0 && blocks[0].epoch == entry.epoch
  }
}

@Suite struct `A batch` {
  @Test func `unpacks to the inputs that were packed`() throws {
    let place = try Place()
    let result = try place.expand()
    #expect(result.fault == nil)
    #expect(result.blocks.map(\.timestampMs) == [1_001_000, 1_002_000, 1_003_000])
    #expect(result.blocks.map { $0.messages.count } == [1, 0, 2])
    #expect(result.blocks.flatMap { $0.messages.elements } == place.messages)
    #expect(result.blocks[2].items == place.body.blocks.elements[2].items)
    #expect(result.sequencerBlockCount == 3)
  }

  @Test func `cut short at any byte is void`() throws {
    let place = try Place()
    let data = raw(place.body)
    for count in 0..<data.count {
      let result = try place.expand(Array(data.prefix(count)))
      let fault =
        count < BatchCodec.headerBytes
        ? BatchFault.truncatedHeader(foundBytes: count)
        : .rawLengthMismatch(declaredBytes: data.count - 6, foundBytes: count - 6)
      #expect(result.fault == .void(fault))
      #expect(place.isFallback(result.blocks))
    }
  }

  @Test func `cut short at any byte with a length to match is void, but where its last list of items begins`() throws {
    let place = try Place()
    let data = raw(place.body)
    let itemBytes = 11
    for count in BatchCodec.headerBytes..<data.count {
      var cut = Array(data.prefix(count))
      setLength(of: &cut, to: count - BatchCodec.headerBytes)
      let result = try place.expand(cut)
      if count == data.count - itemBytes {
        #expect(result.fault == nil)
        #expect(result.blocks.map { $0.items.count } == [2, 2, 0])
      } else {
        #expect(result.fault?.isVoid == true && place.isFallback(result.blocks), "\(count) bytes")
      }
    }
  }

  @Test func `with any byte changed in any way gives something else, and never stops the machine`() throws {
    let place = try Place()
    let (data, whole) = (raw(place.body), try place.expand())
    for position in data.indices {
      for change in [1, 2, 0x7f, 0x80, 0xff] as [UInt8] {
        var changed = data
        changed[position] ^= change
        let result = try place.expand(changed)
        #expect(result.fault != nil || result.blocks != whole.blocks, "byte \(position) ^ \(change)")
      }
    }
  }

  @Test(arguments: Seeds.all)
  func `of noise behind a good header is void`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let place = try Place()
    for _ in 0..<2_000 {
      var data = [0, 0, 0, 0, 0, 0] + random.bytes(.random(in: 0..<200, using: &random))
      setLength(of: &data, to: data.count - BatchCodec.headerBytes)
      #expect(place.isFallback(try place.expand(data).blocks), "seed \(seed)")
    }
  }

  /// Each way to be void, by what is done to a good batch.
  @Test func `is void for one named reason`() throws {
    let place = try Place()
    let data = raw(place.body)
    func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var copy = data
      change(&copy)
      return copy
    }
    func body(_ change: (inout BatchBody) -> Void) -> [UInt8] {
      var copy = place.body
      change(&copy)
      return raw(copy)
    }
    let other = HashPrefix(of: SHA256.hash([1]))
    let (length, limit) = (data.count - 6, 4 << 20)
    let table: [(data: [UInt8], fault: BatchFault)] = [
      (changed { $0[0] = 1 }, .unknownVersion(1)),
      (changed { $0[1] = 3 }, .unknownCodec(3)),
      (
        changed { setLength(of: &$0, to: length + 1) },
        .rawLengthMismatch(declaredBytes: length + 1, foundBytes: length)
      ),
      (
        changed { setLength(of: &$0, to: length - 1) },
        .rawLengthMismatch(declaredBytes: length - 1, foundBytes: length)
      ),
      (changed { setLength(of: &$0, to: limit + 1) }, .rawLengthOverLimit(limitBytes: limit, declaredBytes: limit + 1)),
      (changed { $0.append(0) }, .rawLengthMismatch(declaredBytes: length, foundBytes: length + 1)),
      ([UInt8](repeating: 0, count: limit + 1), .dataOverLimit(limitBytes: limit, foundBytes: limit + 1)),
      (changed { $0[6 + 56] = 61 }, .malformedBody(.firstOffset(expected: 60, found: 61))),
      (body { $0.blocks = BoundedList() }, .noBlocks),
      (body { $0.firstBlock = 7 }, .wrongFirstBlock(expected: 8, found: 7)),
      (body { $0.firstBlock = 9 }, .wrongFirstBlock(expected: 8, found: 9)),
      (body { $0.parentCheck = other }, .wrongParent(expected: place.body.parentCheck, found: other)),
      (body { $0.inboxCheck = other }, .wrongInbox(expected: place.body.inboxCheck, found: other)),
      (body { $0.epoch = 5 }, .wrongEpoch(expected: 4, found: 5)),
    ]
    for row in table {
      let result = try place.expand(row.data)
      #expect(result.fault == .void(row.fault))
      #expect(place.isFallback(result.blocks))
      #expect(result.sequencerBlockCount == 0)
    }
  }

  private func setLength(of data: inout [UInt8], to length: Int) {
    for position in 0..<4 { data[2 + position] = UInt8(truncatingIfNeeded: length >> (8 * position)) }
  }
}

@Suite struct `A block of a batch` {
  /// Block 1 of three breaks a rule: block 0 stays, 1 and 2 are dropped, and a fallback block reads the rest.
  private func dropped(times: [UInt64], upTo: [UInt64] = [3, 3, 5], _ change: (inout Place) -> Void = { _ in }) throws
    -> DerivationFault?
  {
    var place = try Place(times: times, upTo: upTo)
    change(&place)
    let result = try place.expand()
    #expect(result.blocks.count == 2)
    #expect(result.sequencerBlockCount == 1)
    #expect(result.blocks.flatMap { $0.messages.elements } == place.messages)
    #expect(result.blocks.last?.timestampMs == max(times[0] + 1, Place.l1Time))
    #expect(result.blocks.last?.items.count == 0)
    return result.fault
  }

  @Test func `must be later than its parent`() throws {
    #expect(
      try dropped(times: [1_001_000, 1_001_000, 1_002_000])
        == .dropped(fromIndex: 1, .notAfterParent(parentMs: 1_001_000, foundMs: 1_001_000)))
    #expect(
      try dropped(times: [1_001_000, 0, 1_002_000])
        == .dropped(fromIndex: 1, .notAfterParent(parentMs: 1_001_000, foundMs: 0)))
  }

  @Test func `may be as far ahead of the L1 as the rules say, and not a millisecond more`() throws {
    let latest = Place.l1Time + 1_000
    #expect(try Place(times: [1_001_000, latest - 1, latest]).expand().fault == nil)
    #expect(
      try dropped(times: [1_001_000, latest + 1, latest + 2])
        == .dropped(fromIndex: 1, .tooLate(latestMs: latest, foundMs: latest + 1)))
    #expect(
      try dropped(times: [1_001_000, .max, .max]) == .dropped(fromIndex: 1, .tooLate(latestMs: latest, foundMs: .max)))
  }

  @Test func `may be as far behind it as the rules say, and not a millisecond more`() throws {
    var place = try Place()
    place.rules.maxBackdateMs = Place.l1Time - 1_001_000
    #expect(try place.expand().fault == nil)
    place.rules.maxBackdateMs -= 1
    let result = try place.expand()
    #expect(result.fault == .dropped(fromIndex: 0, .tooEarly(earliestMs: 1_001_001, foundMs: 1_001_000)))
    #expect(place.isFallback(result.blocks))
  }

  @Test func `reads the inbox forwards, within what the L1 says was read`() throws {
    let times: [UInt64] = [1_001_000, 1_002_000, 1_003_000]
    #expect(
      try dropped(times: times, upTo: [3, 2, 5]) == .dropped(fromIndex: 1, .inboxGoesBackwards(read: 3, found: 2)))
    #expect(
      try dropped(times: times, upTo: [3, 6, 6]) == .dropped(fromIndex: 1, .inboxBeyondEntry(limit: 5, found: 6)))
  }

  @Test func `that leaves messages unread is followed by one that reads them`() throws {
    let place = try Place(upTo: [2, 3, 4])
    let result = try place.expand()
    #expect(result.fault == nil)
    #expect(result.blocks.map { $0.messages.count } == [0, 1, 1, 1])
    #expect(result.sequencerBlockCount == 3)
  }

  @Test func `is not made up where nothing is left to read`() throws {
    var place = try Place()
    place.replaceMessages(upTo: 2)
    let result = try place.expand([])
    #expect(result.fault == .void(.truncatedHeader(foundBytes: 0)))
    #expect(result.blocks.isEmpty)
  }

  @Test func `takes no more messages than fit, and several fallback blocks do where one would not`() throws {
    var place = try Place(times: [1_001_000], upTo: [65_539])
    place.replaceMessages(upTo: 65_539)
    let result = try place.expand()
    let limit = result.blocks[0].messages.count
    #expect(limit == 65_536)
    #expect(result.fault == .dropped(fromIndex: 0, .tooManyMessages(limit: limit, found: 65_537)))
    #expect(result.blocks.count == 2)
    #expect(result.blocks[1].messages.count == 1)
    #expect(result.blocks.map(\.timestampMs) == [Place.l1Time, Place.l1Time + 1])
  }

  @Test func `is not made up after the end of time`() throws {
    var place = try Place()
    place.entry.l1TimeMs = Genesis.timeLimitMs - 1
    #expect(try place.expand([]).blocks.map(\.timestampMs) == [Genesis.timeLimitMs - 1])
    place.rules = DerivationRules(maxFutureMs: .max, maxBackdateMs: .max)
    place.body.blocks = try BoundedList(place.body.blocks.elements.prefix(1).map { $0 })
    var block = place.body.blocks.elements[0]
    block.timestampMs = Genesis.timeLimitMs
    place.body.blocks = try BoundedList([block])
    let fault = BlockFault.tooLate(latestMs: Genesis.timeLimitMs - 1, foundMs: Genesis.timeLimitMs)
    #expect(try place.expand().fault == .dropped(fromIndex: 0, fault))
    place.entry.l1TimeMs = .max
    #expect(try place.expand().blocks.isEmpty)
  }
}

extension DerivationFault {
  fileprivate var isVoid: Bool {
    guard case .void = self else { return false }
    return true
  }
}
