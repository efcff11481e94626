import Cryptography
import SSZ
import TestSupport

extension SplitMix64 {
  /// A type with up to `depth` types inside one another, with room for few elements or for very many.
  mutating func schema(depth: Int) -> Schema {
    switch Int.random(in: 0..<(depth > 1 ? 10 : 6), using: &self) {
    case 0: .boolean
    case 1: .uint(bits: [8, 16, 32, 64, 128, 256].randomElement(using: &self)!)
    case 2: .byteVector(length: .random(in: 1...70, using: &self))
    case 3: .byteList(limit: limit())
    case 4: .bitvector(length: .random(in: 1...600, using: &self))
    case 5: .bitlist(limit: limit())
    case 6: .vector(of: schema(depth: depth - 1), length: .random(in: 1...5, using: &self))
    case 7, 8: .list(of: schema(depth: depth - 1), limit: limit())
    default: container(depth: depth)
    }
  }

  private mutating func container(depth: Int) -> Schema {
    let fieldCount = Int.random(in: 1...6, using: &self)
    return .container(name: "C", fields: (0..<fieldCount).map { .init("f\($0)", schema(depth: depth - 1)) })
  }

  private mutating func limit() -> UInt64 {
    oneIn(3) ? 1 << UInt64.random(in: 8...40, using: &self) : .random(in: 0...9, using: &self)
  }

  mutating func value(of schema: Schema) -> SchemaValue {
    switch schema {
    case .boolean: return .boolean(.random(using: &self))
    case .uint(let bits):
      let bytes = self.bytes(bits / 8)
      return .uint(Bytes32(bytes + Array(repeating: 0, count: Bytes32.byteCount - bytes.count)))
    case .byteVector(let length): return .bytes(bytes(Int(length)))
    case .byteList(let limit): return .bytes(bytes(count(upTo: limit, or: 70)))
    case .bitvector(let length): return .bits(bits(Int(length)))
    case .bitlist(let limit): return .bits(bits(count(upTo: limit, or: 600)))
    case .vector(let element, let length): return .elements((0..<length).map { _ in value(of: element) })
    case .list(let element, let limit):
      return .elements((0..<count(upTo: limit, or: 6)).map { _ in value(of: element) })
    case .container(_, let fields): return .fields(fields.map { value(of: $0.schema) })
    }
  }

  private mutating func count(upTo limit: UInt64, or most: Int) -> Int {
    .random(in: 0...Int(min(limit, UInt64(most))), using: &self)
  }

  private mutating func bits(_ count: Int) -> [Bool] { (0..<count).map { _ in .random(using: &self) } }
}
