import Cryptography
import Merkle
import SSZ
import Testing
import TestSupport

@Suite struct `For every type and value` {
  @Test(arguments: Seeds.all)
  func `decoding inverts encoding`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<1000 {
      let schema = random.schema(depth: 4)
      let value = random.value(of: schema)
      #expect(try schema.decode(schema.encode(value)) == value)
    }
  }

  /// Whatever decodes is the encoding of what it decodes to, so a value has no second encoding.
  @Test(arguments: Seeds.all)
  func `only its one encoding decodes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let schema = random.schema(depth: 3)
      let bytes = try schema.encode(random.value(of: schema))
      for forged in random.variations(of: bytes) {
        guard let value = try? schema.decode(forged) else { continue }
        #expect(try schema.encode(value) == forged, "\(schema)")
      }
    }
  }

  @Test(arguments: Seeds.all)
  func `noise is refused or is an encoding`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      let schema = random.schema(depth: 3)
      let noise = random.bytes(.random(in: 0...48, using: &random)).map { $0 & (random.oneIn(2) ? 0x0f : 0xff) }
      guard let value = try? schema.decode(noise) else { continue }
      #expect(try schema.encode(value) == noise, "\(schema)")
    }
  }

  @Test(arguments: Seeds.all)
  func `every node of its tree can be proven`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let schema = random.schema(depth: 3)
      let value = random.value(of: schema)
      let (tree, root) = (try schema.tree(of: value), try schema.hashTreeRoot(of: value))
      let indices = (1...15 as ClosedRange<UInt64>).compactMap(GeneralizedIndex.init)
        .filter { (try? tree.node(at: $0)) != nil }
      for index in indices {
        #expect(try schema.singleProof(of: value, at: index).verifies(tree.node(at: index), in: root))
      }
      let lowest = indices.filter { index in !indices.contains { $0.parent == index } }
      #expect(try schema.multiproof(of: value, at: lowest).verifies(tree.nodes(at: lowest), in: root))
    }
  }
}

extension SplitMix64 {
  /// `bytes` cut off at every place, with one byte changed at every place, or with something behind them.
  mutating func variations(of bytes: [UInt8]) -> [[UInt8]] {
    var variations = [bytes + [0], bytes + [1]]
    for position in bytes.indices {
      variations.append(Array(bytes[..<position]))
      variations += [1, 4, 0x80, UInt8.random(in: 1...255, using: &self)].map { change in
        var forged = bytes
        forged[position] ^= change
        return forged
      }
    }
    return variations
  }
}
