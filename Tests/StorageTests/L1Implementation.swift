import Cryptography
import Storage

/// Where an L1 chain can be kept. Each one added here is held to the whole conformance suite.
enum L1Implementation: CaseIterable {
  case memory, sqlite

  func make() throws -> L1UnderTest {
    switch self {
    case .memory: return L1UnderTest(store: MemoryL1Store())
    case .sqlite:
      let directory = try TemporaryDirectory()
      return L1UnderTest(store: try L1Store(in: DataDirectory(locking: directory.path)), directory: directory)
    }
  }
}

/// A store and the directory that has to live as long as it does.
struct L1UnderTest {
  let store: any L1Persistence
  var directory: TemporaryDirectory?
}

extension L1Contents {
  /// Block `number` with two entries, a message, and in every third block a claim; `fork` tells chains apart.
  static func sample(_ number: UInt64, fork: UInt8 = 0, after counts: L1Counts, parent: Bytes32? = nil) -> Self {
    let block = L1BlockRecord(
      number: number, hash: hash(number, fork), parent: parent ?? hash(number &- 1, fork),
      timestampMilliseconds: 12_000 * number, data: [fork])
    return Self(
      block: block,
      entries: (0..<2).map {
        L1EntryRecord(index: counts.entries + $0, l1Block: number, data: [UInt8($0), fork], envelope: [9, fork])
      },
      messages: [L1ItemRecord(index: counts.messages, l1Block: number, data: [fork])],
      claims: number.isMultiple(of: 3) ? [L1ItemRecord(index: counts.claims, l1Block: number, data: [])] : [])
  }

  static func hash(_ number: UInt64, _ fork: UInt8) -> Bytes32 {
    SHA256.hash((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } + [fork])
  }
}

extension L1Persistence {
  /// Appends sample blocks and returns them.
  @discardableResult
  func grow(_ numbers: ClosedRange<UInt64>, fork: UInt8 = 0) throws -> [L1Contents] {
    try numbers.map { number in
      let contents = L1Contents.sample(number, fork: fork, after: try counts, parent: try last?.hash)
      try append(contents)
      return contents
    }
  }

  /// Everything that the store holds, block by block.
  func everything() throws -> [L1Contents] {
    let entries = try entries(from: 0, limit: 1_000)
    let messages = try messages(from: 0, limit: 1_000)
    let claims = try claims(from: 0, limit: 1_000)
    return try blocks(from: 0, limit: 1_000).map { block in
      L1Contents(
        block: block, entries: entries.filter { $0.l1Block == block.number },
        messages: messages.filter { $0.l1Block == block.number }, claims: claims.filter { $0.l1Block == block.number })
    }
  }
}
