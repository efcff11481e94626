/// A decoded value by field name, ready to be printed: the source of state dumps and of every JSON view.
public indirect enum PlainValue: Equatable, Sendable {
  case unsigned(UInt128)
  case signed(Int128)
  case boolean(Bool)
  case bytes([UInt8])
  case list([PlainValue])
  case container([Field])
  /// A list or vector of which only some elements differ from the default. `length` is nil for vectors.
  case sparse(length: UInt64?, elements: [Element])

  public struct Field: Equatable, Sendable {
    public let name: String
    public let value: PlainValue

    public init(_ name: String, _ value: PlainValue) {
      self.name = name
      self.value = value
    }
  }

  public struct Element: Equatable, Sendable {
    public let index: UInt64
    public let value: PlainValue

    public init(_ index: UInt64, _ value: PlainValue) {
      self.index = index
      self.value = value
    }
  }
}
