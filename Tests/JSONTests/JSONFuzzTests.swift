import JSON
import TestSupport
import Testing

@Suite struct `JSON from anywhere` {
  @Test(arguments: Seeds.all)
  func `reads back what was written`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<3_000 {
      let value = JSONValue.random(&generator, depth: 6)
      #expect(try JSONValue.parse(value.bytes(.compact)) == value)
      #expect(try JSONValue.parse(value.bytes(.pretty)) == value)
    }
  }

  @Test(arguments: Seeds.all)
  func `is refused or understood, never a trap`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var understood = 0
    for round in 0..<20_000 {
      let bytes = round.isMultiple(of: 3) ? noise(&generator) : mutated(&generator)
      guard let value = try? JSONValue.parse(bytes) else { continue }
      understood += 1
      #expect((try? JSONValue.parse(value.bytes())) == value, "round \(round)")
    }
    #expect(understood > 300)
  }

  private func noise(_ generator: inout SplitMix64) -> [UInt8] {
    generator.bytes(Int.random(in: 0..<40, using: &generator))
  }

  private func mutated(_ generator: inout SplitMix64) -> [UInt8] {
    var bytes = JSONValue.random(&generator, depth: 4).bytes(Bool.random(using: &generator) ? .compact : .pretty)
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0 ... .max, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(Array("{}[]\",:0-e.\\u".utf8).randomElement(using: &generator)!, at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }
}

extension JSONValue {
  /// Any value but the two that do not survive: an infinite or NaN real, and U+0000 in a name.
  static func random(_ generator: inout SplitMix64, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int64.random(in: -1000...1000, using: &generator))
    case 3: return .integer(Int64.random(in: .min ... .max, using: &generator))
    case 4:
      let value = Double(bitPattern: generator.next())
      return .real(value.isFinite ? value : 0.5)
    case 5: return .string(randomText(&generator, lowest: 0))
    case 6, 7:
      return .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(&generator, depth: depth - 1) })
    default:
      var object = JSONObject()
      for _ in 0..<Int.random(in: 0..<24, using: &generator) {
        object[randomText(&generator, lowest: 1)] = random(&generator, depth: depth - 3)
      }
      return .object(object)
    }
  }

  private static func randomText(_ generator: inout SplitMix64, lowest: UInt32) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<8, using: &generator) {
      let limit: UInt32 = [0x20, 0x7f, 0x800, 0x10_ffff].randomElement(using: &generator)!
      let scalar = Unicode.Scalar(UInt32.random(in: lowest...limit, using: &generator))
      text.unicodeScalars.append(scalar ?? "\u{fffd}")
    }
    return text
  }
}
