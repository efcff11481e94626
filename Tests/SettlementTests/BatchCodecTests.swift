import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import TestSupport
import Testing

@Suite struct `The forms of a batch` {
  @Test(arguments: Seeds.all)
  func `hold the same body, and say it in one way each`(seed: UInt64) throws {
    var sample = SampleBatch(seed: seed)
    for _ in 0..<300 {
      let body = try sample.body()
      for codec in BatchCodec.allCases {
        let data = try #require(codec.encode(body))
        #expect(try BatchCodec.decode(data) == body, "seed \(seed), \(codec)")
        #expect(data[1] == codec.rawValue)
      }
      let shortest = BatchCodec.allCases.compactMap { $0.encode(body)?.count }.min()
      #expect(BatchCodec.encode(body).count == shortest, "seed \(seed)")
    }
  }

  @Test func `hold items and reports of any content`() throws {
    let body = try SampleBatch.everyKind()
    for codec in BatchCodec.allCases {
      #expect(try BatchCodec.decode(try #require(codec.encode(body))) == body)
    }
    #expect(try BatchCodec.decode(BatchCodec.encode(BatchBody())) == BatchBody())
  }

  /// What changed bytes say, if anything, is said in columns in no other way.
  @Test(arguments: Seeds.all)
  func `changed in any way are faulty, or hold another body, whose columns are these`(seed: UInt64) throws {
    var (sample, random) = (SampleBatch(seed: seed), SplitMix64(seed: seed))
    var (faulty, well) = (0, 0)
    var previous: [UInt8] = [0, 0]
    for _ in 0..<150 {
      let body = try sample.body()
      for codec in BatchCodec.allCases {
        let data = try #require(codec.encode(body))
        for _ in 0..<12 {
          let changed = mutated(data, &random, other: previous)
          if try isCanonical(changed) { well += 1 } else { faulty += 1 }
        }
        previous = data
      }
    }
    #expect(faulty > 1_000 && well > 20, "seed \(seed)")
  }

  /// The same, behind LZ4: the bytes that it holds are changed.
  @Test(arguments: Seeds.all)
  func `unpacked, changed and packed again, likewise`(seed: UInt64) throws {
    var (sample, random) = (SampleBatch(seed: seed), SplitMix64(seed: seed))
    var (faulty, well) = (0, 0)
    for _ in 0..<150 {
      let stream = try unpacked(try #require(BatchCodec.columns.encode(try sample.body())))
      for _ in 0..<20 {
        let changed = posted(.columns, mutated(stream, &random, other: stream))
        if try isCanonical(changed) { well += 1 } else { faulty += 1 }
      }
    }
    #expect(faulty > 1_000 && well > 100, "seed \(seed)")
  }

  /// False: it is faulty. Otherwise its unpacked bytes are the only ones, in that form, for what they hold.
  private func isCanonical(_ data: [UInt8]) throws -> Bool {
    guard let body = try? BatchCodec.decode(data) else { return false }
    let codec = try #require(BatchCodec(rawValue: data[1]))
    let again = try #require(codec.encode(body))
    #expect(try unpacked(again) == unpacked(data))
    return true
  }

  /// One to three changes: a byte, a cut, bytes put in, taken out, doubled, or taken from another batch.
  private func mutated(_ data: [UInt8], _ random: inout SplitMix64, other: [UInt8]) -> [UInt8] {
    var bytes = data
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
      let position = Int.random(in: bytes.indices, using: &random)
      let end = min(bytes.count, position + .random(in: 0..<80, using: &random))
      switch Int.random(in: 0..<8, using: &random) {
      case 0: bytes.removeSubrange(position...)
      case 1: bytes.insert(contentsOf: random.bytes(.random(in: 1..<9, using: &random)), at: position)
      case 2: bytes.removeSubrange(position..<end)
      case 3: bytes.insert(contentsOf: bytes[position..<end], at: end)
      case 4: bytes.replaceSubrange(position..., with: other.dropFirst(position))
      case 5: bytes[position] &+= 1
      case 6: bytes[position] &-= 1
      default: bytes[position] = .random(in: 0...255, using: &random)
      }
    }
    return bytes
  }
}

/// What the payload of a batch holds.
func unpacked(_ data: [UInt8]) throws(LZ4Fault) -> [UInt8] {
  guard data[1] != BatchCodec.raw.rawValue else { return Array(data[BatchCodec.headerBytes...]) }
  let rawLength = (2..<6).reversed().reduce(0) { $0 << 8 | Int(data[$1]) }
  return try LZ4Block.decompress(data[BatchCodec.headerBytes...], byteCount: rawLength)
}

/// A batch with these bytes unpacked, whatever they say.
func posted(_ codec: BatchCodec, _ stream: [UInt8]) -> [UInt8] {
  let length = (0..<4).map { UInt8(truncatingIfNeeded: stream.count >> (8 * $0)) }
  return [BatchCodec.version, codec.rawValue] + length + (codec == .raw ? stream : LZ4Block.compress(stream))
}
