import Cryptography
import Merkle

extension Schema {
  /// Source: consensus-specs, ssz/simple-serialize.md, Merkleization.
  ///
  /// - Throws: `SchemaError` for what `encode(_:)` refuses.
  public func hashTreeRoot(of value: SchemaValue) throws(SchemaError) -> Bytes32 { try tree(of: value).root }

  /// The tree under the root of `value`, down to its chunks. What the limits leave empty takes no room.
  ///
  /// - Throws: `SchemaError` for what `encode(_:)` refuses.
  public func tree(of value: SchemaValue) throws(SchemaError) -> SparseTree {
    try check(value)
    return try checkedTree(of: value)
  }

  /// Levels between the root of the contents, the length not yet mixed in, and their chunks or roots.
  var contentDepth: Int {
    let chunkCount = Self.quotient(partLimit, partsPerChunk)
    return chunkCount <= 1 ? 0 : UInt64.bitWidth - (chunkCount - 1).leadingZeroBitCount
  }

  /// How many parts a value of this type has or, if it is a list, may have.
  private var partLimit: UInt64 {
    switch self {
    case .boolean, .uint: 1
    case .byteVector(let count), .byteList(let count), .bitvector(let count), .bitlist(let count): count
    case .vector(_, let count), .list(_, let count): count
    case .container(_, let fields): UInt64(fields.count)
    }
  }

  /// How many parts of a value of this type share a chunk.
  var partsPerChunk: UInt64 {
    switch self {
    case .byteVector, .byteList, .vector(of: .boolean, _), .list(of: .boolean, _): 32
    case .bitvector, .bitlist: 256
    case .vector(of: .uint(let bits), _), .list(of: .uint(let bits), _): UInt64(256 / bits)
    default: 1
    }
  }

  private func checkedTree(of value: SchemaValue) throws(SchemaError) -> SparseTree {
    switch (self, value) {
    case (.vector(let element, _), .elements(let values)) where !element.isBasic:
      return try tree(of: values, as: repeatElement(element, count: values.count))
    case (.list(let element, _), .elements(let values)) where !element.isBasic:
      return Self.mixIn(values.count, to: try tree(of: values, as: repeatElement(element, count: values.count)))
    case (.container(_, let fields), .fields(let values)):
      return try tree(of: values, as: fields.map { $0.schema })
    case (.bitlist, .bits(let bits)): return Self.mixIn(bits.count, to: tree(ofPacked: Self.packed(bits)))
    case (.byteList, .bytes(let bytes)): return Self.mixIn(bytes.count, to: tree(ofPacked: bytes))
    case (.list, .elements(let values)): return Self.mixIn(values.count, to: try packedTree(of: value))
    default: return try packedTree(of: value)
    }
  }

  /// One subtree for each value.
  private func tree(
    of values: [SchemaValue], as schemas: some Collection<Schema>
  ) throws(SchemaError) -> SparseTree {
    var subtrees: [SparseTree] = []
    for (schema, value) in zip(schemas, values) { subtrees.append(try schema.checkedTree(of: value)) }
    return SparseTree(subtrees, depth: contentDepth)
  }

  /// Basic values, bits and bytes: their encoding is what the chunks hold.
  private func packedTree(of value: SchemaValue) throws(SchemaError) -> SparseTree {
    var bytes: [UInt8] = []
    try append(value, to: &bytes)
    return tree(ofPacked: bytes)
  }

  private func tree(ofPacked bytes: [UInt8]) -> SparseTree {
    let chunks = stride(from: 0, to: bytes.count, by: Bytes32.byteCount).map { start in
      var chunk = Bytes32()
      for (position, byte) in bytes[start...].prefix(Bytes32.byteCount).enumerated() { chunk[byte: position] = byte }
      return SparseTree(leaf: chunk)
    }
    return SparseTree(chunks, depth: contentDepth)
  }

  private static func mixIn(_ count: Int, to contents: SparseTree) -> SparseTree {
    SparseTree(contents, SparseTree(leaf: Bytes32(word0: UInt64(count).littleEndian, word1: 0, word2: 0, word3: 0)))
  }
}
