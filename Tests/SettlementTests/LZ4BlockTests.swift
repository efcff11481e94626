import Cryptography
import Foundation
import Settlement
import TestSupport
import Testing

@Suite struct `An LZ4 block` {
  private func decompress(_ block: [UInt8], to count: Int) throws(LZ4Fault) -> [UInt8] {
    try LZ4Block.decompress(block[...], byteCount: count)
  }

  /// Noise, runs and repetitions of all lengths, as they may lie beside each other.
  private func sample(_ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0..<12, using: &random) {
      let count = Int.random(in: 0..<(random.oneIn(8) ? 70_000 : 400), using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes += random.bytes(count)
      case 1: bytes += [UInt8](repeating: .random(in: 0...255, using: &random), count: count)
      default: bytes += bytes.suffix(count)
      }
    }
    return bytes
  }

  @Test(arguments: Seeds.all)
  func `holds what was put into it, and never becomes much longer`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let bytes = sample(&random)
      let block = LZ4Block.compress(bytes)
      #expect(try decompress(block, to: bytes.count) == bytes, "seed \(seed)")
      #expect(block.count <= bytes.count + bytes.count / 255 + 16, "seed \(seed)")
    }
  }

  @Test func `holds strings of every small length`() throws {
    for count in 0..<600 {
      for bytes in [[UInt8](repeating: 7, count: count), (0..<count).map { UInt8(truncatingIfNeeded: $0 % 5) }] {
        #expect(try decompress(LZ4Block.compress(bytes), to: count) == bytes, "\(count) bytes")
      }
    }
  }

  @Test func `says a run in a few bytes, the same everywhere`() {
    #expect(LZ4Block.compress([]) == [0])
    #expect(LZ4Block.compress([UInt8](repeating: 9, count: 12)) == [0xc0] + [UInt8](repeating: 9, count: 12))
    let run: [UInt8] = [0x1f, 9, 1, 0, 255, 220, 0x50, 9, 9, 9, 9, 9]
    #expect(LZ4Block.compress([UInt8](repeating: 9, count: 500)) == run)
  }

  @Test func `finds a copy at the largest distance, and none farther`() throws {
    for (distance, isCopied) in [(65_535, true), (65_536, false)] {
      var random = SplitMix64(seed: 3)
      let word = random.bytes(64)
      let bytes = word + [UInt8](repeating: 0, count: distance - 64) + word + [1, 2, 3, 4, 5, 6, 7, 8]
      let block = LZ4Block.compress(bytes)
      #expect((block.count < 64 + 270 + 30) == isCopied)
      #expect(try decompress(block, to: bytes.count) == bytes)
    }
  }

  /// `Tests/Vectors/lz4.json` holds blocks of liblz4; in return, the tests in Python let it read ours.
  @Test func `of the reference is read`() throws {
    struct File: Decodable {
      let cases: [Case]
    }
    struct Case: Decodable {
      let raw: [Part]
      let fast: String
      let high: String
    }
    struct Part: Decodable {
      let bytes: String
      let count: Int
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Vectors/lz4.json")
    let cases = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
    #expect(cases.count > 30)
    for sample in cases {
      var raw: [UInt8] = []
      for part in sample.raw {
        let bytes = try #require(Hex.decode("0x" + part.bytes))
        for _ in 0..<part.count { raw += bytes }
      }
      for text in [sample.fast, sample.high] {
        let block = try #require(Hex.decode("0x" + text))
        #expect(try decompress(block, to: raw.count) == raw)
      }
      let fast = sample.fast.utf8.count / 2
      #expect(LZ4Block.compress(raw).count <= fast + fast / 20 + 8, "as short as the reference, or nearly so")
    }
  }

  /// `[token, literals…, offset, …]`: each fault, in a block that is otherwise right.
  @Test func `is refused for one named reason`() {
    let tail: [UInt8] = [0x50, 1, 2, 3, 4, 5]
    let table: [(block: [UInt8], count: Int, fault: LZ4Fault)] = [
      ([], 0, .truncated),
      ([0x10], 1, .truncated),
      ([0xf0], 15, .truncated),
      ([0xf0, 255], 300, .truncated),
      ([0x10, 9, 1], 20, .truncated),
      ([0x1f, 9, 1, 0], 40, .truncated),
      ([0x14, 9, 1, 0], 9, .truncated),  // It ends with a copy.
      ([0x14, 9, 0, 0] + tail, 14, .offset(0, writtenBytes: 1)),
      ([0x14, 9, 2, 0] + tail, 14, .offset(2, writtenBytes: 1)),
      ([0x04, 1, 0] + tail, 13, .offset(1, writtenBytes: 0)),
      ([0x10, 9], 0, .tooLong(declaredBytes: 0)),
      ([0x1f, 9, 1, 0, 255, 255, 255, 0] + tail, 100, .tooLong(declaredBytes: 100)),
      ([0x10, 9], 2, .tooShort(declaredBytes: 2, foundBytes: 1)),
      ([0x14, 9, 1, 0] + tail, 15, .tooShort(declaredBytes: 15, foundBytes: 14)),
      ([0x11, 9], 1, .lastTokenCopies(0x11)),
      ([0x14, 9, 1, 0, 0x40, 1, 2, 3, 4], 13, .copyNearEnd(startBytes: 1, endBytes: 9, declaredBytes: 13)),
      ([0x14, 9, 1, 0, 0x00], 9, .copyNearEnd(startBytes: 1, endBytes: 9, declaredBytes: 9)),
      ([0x12, 9, 1, 0] + tail, 12, .copyNearEnd(startBytes: 1, endBytes: 7, declaredBytes: 12)),
    ]
    for row in table {
      #expect(throws: row.fault, "\(row.block)") { try decompress(row.block, to: row.count) }
    }
    #expect(throws: Never.self) { try decompress([0x13, 9, 1, 0] + tail, to: 13) }
  }

  @Test func `with anything behind its end is refused`() throws {
    let bytes = [UInt8](repeating: 9, count: 100) + [1, 2, 3]
    let block = LZ4Block.compress(bytes)
    for byte in 0...255 as ClosedRange<UInt8> {
      #expect(throws: LZ4Fault.self) { try decompress(block + [byte], to: bytes.count) }
    }
  }

  @Test(arguments: Seeds.all)
  func `changed in any way gives as many bytes as declared, or a fault`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let bytes = Array(sample(&random).prefix(3_000))
      let block = LZ4Block.compress(bytes)
      for _ in 0..<200 {
        var changed = block
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          changed[.random(in: changed.indices, using: &random)] = .random(in: 0...255, using: &random)
        }
        changed.removeLast(random.oneIn(4) ? .random(in: 0...changed.count, using: &random) : 0)
        do throws(LZ4Fault) {
          #expect(try decompress(changed, to: bytes.count).count == bytes.count, "seed \(seed)")
        } catch {}
      }
    }
  }
}
