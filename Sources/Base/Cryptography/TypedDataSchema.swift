/// The structures that a document declares, each checked: names are unambiguous and every type is known.
struct TypedDataSchema: Sendable {
  struct Field: Sendable {
    let name: String
    let type: FieldType
  }

  private let structures: [String: [Field]]

  init(_ declarations: [String: [TypedDataField]]) throws(TypedDataError) {
    let names = Set(declarations.keys)
    var structures: [String: [Field]] = [:]
    for name in declarations.keys.sorted() {  // So that of several faults the same one is always told.
      do throws(TypedDataError) {
        guard Self.isName(name[...]), FieldType.elementary(name[...]) == nil else {
          throw TypedDataError(.malformedName(name))
        }
        structures[name] = try Self.fields(declarations[name] ?? [], structures: names)
      } catch {
        throw error.inside(name).inside("types")
      }
    }
    self.structures = structures
  }

  func fields(of structure: String) -> [Field]? { structures[structure] }

  /// The declaration of `structure`, then those of all it refers to, sorted by name (EIP-712, "encodeType").
  func encodeType(_ structure: String) -> String {
    var found: Set<String> = [structure]
    var pending = [structure]
    while let next = pending.popLast() {
      for dependency in (structures[next] ?? []).compactMap({ $0.type.structureName })
      where found.insert(dependency).inserted {
        pending.append(dependency)
      }
    }
    found.remove(structure)
    return ([structure] + found.sorted()).map(declaration).joined()
  }

  private func declaration(of structure: String) -> String {
    let fields = (structures[structure] ?? []).map { "\($0.type) \($0.name)" }
    return "\(structure)(\(fields.joined(separator: ",")))"
  }

  private static func fields(
    _ declared: [TypedDataField], structures: Set<String>
  ) throws(TypedDataError) -> [Field] {
    var names: Set<String> = []
    var fields: [Field] = []
    for field in declared {
      guard isName(field.name[...]) else { throw TypedDataError(.malformedName(field.name)) }
      guard names.insert(field.name).inserted else { throw TypedDataError(.duplicateField(field.name)) }
      do {
        fields.append(Field(name: field.name, type: try FieldType(field.type, structures: structures)))
      } catch {
        throw error.inside(field.name)
      }
    }
    return fields
  }

  /// Printable ASCII without the characters that a declaration itself is made of.
  ///
  /// Wider than Solidity's identifiers, for there are venues whose types are called `Venue:Action`.
  static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"(),[]".utf8.contains($0) }
  }
}
