import Cryptography
import Foundation
import SSZ
import Settlement
import Testing

/// `Tests/Vectors/batches.json`: what becomes of batches, good ones and all their neighbours. The check in Python reads
/// it too, with a decoder of its own.
@Suite struct `The published batches` {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Vectors/batches.json").standardizedFileURL

  /// With `PLIMSOLL_WRITE_VECTORS` set, the file is written anew.
  @Test func `are what the codec makes of them`() throws {
    let document = try BatchVectors.document()
    if ProcessInfo.processInfo.environment["PLIMSOLL_WRITE_VECTORS"] != nil {
      try document.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let published = try String(contentsOf: Self.file, encoding: .utf8)
    let isCurrent = published == document  // Apart, so that a failure does not print both.
    #expect(isCurrent, "PLIMSOLL_WRITE_VECTORS=1 writes the file anew")
  }
}

private enum BatchVectors {
  static func document() throws -> String {
    let body = try SampleBatch.everyKind()
    let bases = try BatchCodec.allCases.map { try #require($0.encode(body)) }
    var sweeps: [String] = []
    for (index, base) in bases.enumerated() {
      sweeps += try sweepLines(over: base, base: index, layer: "posted") { $0 }
      guard let codec = BatchCodec(rawValue: base[1]), codec != .raw else { continue }
      sweeps += try sweepLines(over: unpacked(base), base: index, layer: "unpacked") { posted(codec, $0) }
    }
    return """
      {
       "body": "\(Hex.encode(body.encoded()))",
       "bases": [
      \(bases.map { "  \"\(Hex.encode($0))\"" }.joined(separator: ",\n"))
       ],
       "sweeps": [
      \(sweeps.joined(separator: ",\n"))
       ],
       "cases": [
      \(try cases(bases).map { caseLine($0.name, $0.data) }.joined(separator: ",\n"))
       ]
      }

      """
  }

  /// One change at each byte: everything from there on cut off, or the byte one more or one less.
  ///
  /// An outcome is "." where a body comes out and "x" where none does; `bodies` is the SHA-256 of the SHA-256 of each.
  private static func sweepLines(
    over bytes: [UInt8], base: Int, layer: String, data: ([UInt8]) -> [UInt8]
  ) throws -> [String] {
    ["cut", "up", "down"].map { change in
      var (outcomes, hashes) = ("", [UInt8]())
      for position in bytes.indices {
        var changed = bytes
        switch change {
        case "cut": changed.removeSubrange(position...)
        case "up": changed[position] &+= 1
        default: changed[position] &-= 1
        }
        let hash = bodyHash(data(changed))
        outcomes += hash == nil ? "x" : "."
        hash?.append(to: &hashes)
      }
      return """
          {"base": \(base), "layer": "\(layer)", "change": "\(change)", "outcomes": "\(outcomes)", \
        "bodies": "\(SHA256.hash(hashes))"}
        """
    }
  }

  private static func bodyHash(_ data: [UInt8]) -> Bytes32? {
    (try? BatchCodec.decode(data)).map { SHA256.hash($0.encoded()) }
  }

  private static func cases(_ bases: [[UInt8]]) throws -> [(name: String, data: [UInt8])] {
    let limit = 4 << 20
    var list: [(String, [UInt8])] = [
      ("nothing", []),
      ("nothing but a header", [0, 0, 0, 0, 0, 0]),
      ("no blocks", BatchCodec.encode(BatchBody())),
      ("version 1", [1] + bases[0].dropFirst()),
      ("codec 3", [0, 3] + bases[0].dropFirst(2)),
      ("codec 255", [0, 255] + bases[0].dropFirst(2)),
      ("as long as the L1 takes", [UInt8](repeating: 0, count: limit)),
      ("longer", [UInt8](repeating: 0, count: limit + 1)),
      ("zeroes as long as may be unpacked", posted(.lz4, [UInt8](repeating: 0, count: limit))),
      ("zeroes, and one more", posted(.columns, [UInt8](repeating: 0, count: limit + 1))),
    ]
    for (codec, base) in bases.enumerated() {
      list += [
        ("codec \(codec), doubled", base + base),
        ("codec \(codec), and a zero behind it", base + [0]),
        ("codec \(codec), under the next one's name", [0, UInt8(codec + 1) % 3] + base.dropFirst(2)),
      ]
    }
    list += try `The columns of a batch`.faults().map { ("columns: \($0.fault)", $0.data) }
    for seed in 1...12 as ClosedRange<UInt64> {
      var sample = SampleBatch(seed: seed)
      list.append(("seed \(seed)", try #require(BatchCodec.columns.encode(try sample.body()))))
    }
    return list
  }

  private static func caseLine(_ name: String, _ data: [UInt8]) -> String {
    let body = bodyHash(data).map { "\"\($0)\"" } ?? "null"
    let parts = runs(data).map { "[\"\(Hex.encode($0.bytes))\", \($0.count)]" }.joined(separator: ", ")
    return "  {\"name\": \"\(name)\", \"body\": \(body), \"data\": [\(parts)]}"
  }

  /// The bytes as strings, each with the number of its repetitions: long runs of one byte are one of them.
  private static func runs(_ data: [UInt8]) -> [(bytes: [UInt8], count: Int)] {
    var parts: [(bytes: [UInt8], count: Int)] = []
    var plain: [UInt8] = []
    var position = 0
    while position < data.count {
      let run = data[position...].prefix { $0 == data[position] }.count
      if run >= 64 {
        if !plain.isEmpty { parts.append((plain, 1)) }
        parts.append(([data[position]], run))
        plain = []
      } else {
        plain += data[position..<position + run]
      }
      position += run
    }
    return plain.isEmpty ? parts : parts + [(plain, 1)]
  }
}
