import Merkle

extension Schema {
  /// One step from a value into one of its parts.
  public enum Step: Hashable, Sendable {
    case field(String)
    case element(UInt64)

    /// The number of elements of a list.
    case length

    /// A step as proofs write it: `__len__`, a decimal index, or a field's name.
    public init(_ text: String) {
      if text == "__len__" {
        self = .length
      } else if let index = UInt64(text) {
        self = .element(index)
      } else {
        self = .field(text)
      }
    }
  }

  /// Where in the tree of any value of this type the part at the end of `path` lies. Elements that share a chunk lie
  /// where their chunk does.
  ///
  /// Source: consensus-specs, ssz/merkle-proofs.md, `get_generalized_index`.
  ///
  /// - Throws: `SchemaError` for a type that is none, for a path that leads nowhere, and for one of over 63 levels.
  public func generalizedIndex(of path: [Step]) throws(SchemaError) -> GeneralizedIndex {
    try check()
    var index = GeneralizedIndex.root
    var schema = self
    for step in path {
      let place = try schema.place(of: step)
      guard index.depth + place.depth < UInt64.bitWidth else { throw .pathTooDeep(depth: index.depth + place.depth) }
      index = index.descendant(depth: place.depth, position: place.position)
      schema = place.schema
    }
    return index
  }

  /// The `position`-th of the nodes `depth` levels below this type's root.
  private typealias Place = (depth: Int, position: UInt64, schema: Schema)

  private func place(of step: Step) throws(SchemaError) -> Place {
    switch (self, step) {
    case (.container(let name, let fields), .field(let wanted)):
      guard let position = fields.firstIndex(where: { $0.name == wanted }) else {
        throw .noSuchField(container: name, field: wanted)
      }
      return (contentDepth, UInt64(position), fields[position].schema)
    case (.byteVector(let count), .element(let index)), (.byteList(let count), .element(let index)):
      return try place(of: index, in: count, as: .uint(bits: 8))
    case (.bitvector(let count), .element(let index)), (.bitlist(let count), .element(let index)):
      return try place(of: index, in: count, as: .boolean)
    case (.vector(let element, let count), .element(let index)), (.list(let element, let count), .element(let index)):
      return try place(of: index, in: count, as: element)
    case (_, .length) where mixesInLength: return (1, 1, .uint(bits: 64))
    default: throw .noSuchStep(step, in: self)
    }
  }

  private func place(of index: UInt64, in count: UInt64, as element: Schema) throws(SchemaError) -> Place {
    guard index < count else { throw .noSuchElement(length: count, index: index) }
    let depth = mixesInLength ? contentDepth + 1 : contentDepth  // The contents lie to the left of the length.
    return (depth, index / partsPerChunk, element)
  }
}
