import Cryptography
import JSON
import Ledger
import SSZ
import Units

/// Why a genesis file cannot be used: where, and what would be right.
public struct GenesisFileError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  public let message: String

  public var description: String { "genesis, \(path): \(message)" }
}

/// A value in the file, and how to get there.
struct GenesisField {
  let path: String
  let value: JSONValue?

  init(_ path: String, _ value: JSONValue?) {
    self.path = path
    self.value = value
  }

  subscript(name: String) -> GenesisField { GenesisField(path.isEmpty ? name : "\(path).\(name)", value?[name]) }

  func error(_ expected: String) -> GenesisFileError {
    GenesisFileError(
      path: path, message: value.map { "\($0) is not \(expected)" } ?? "missing; it must be \(expected)")
  }

  /// Whether `null` stands there, for what a chain does without.
  var isNull: Bool { value == .null }

  func string() throws(GenesisFileError) -> String {
    guard let string = value?.stringValue else { throw error("a string") }
    return string
  }

  func integer(in range: ClosedRange<Int64>) throws(GenesisFileError) -> Int64 {
    guard let integer = value?.integerValue, range.contains(integer) else {
      throw error("an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  func address() throws(GenesisFileError) -> Address {
    guard let text = value?.stringValue, let address = Address(hex: text) else { throw error("an address, 0x…") }
    return address
  }

  func decimal(_ decimals: Int) throws(GenesisFileError) -> Int128 {
    let text = try string()
    do throws(Decimal.ParseError) { return try Decimal.parse(text, decimals: decimals) } catch {
      throw self.error("a decimal string with at most \(decimals) decimals")
    }
  }

  /// A decimal that counts units of 10^-`decimals`.
  func count(_ decimals: Int) throws(GenesisFileError) -> UInt64 {
    guard let count = UInt64(exactly: try decimal(decimals)) else { throw error("between 0 and 2^64 units") }
    return count
  }

  func rate() throws(GenesisFileError) -> Rate {
    let partsPerMillion = try decimal(6)
    guard (0...1_000_000).contains(partsPerMillion) else { throw error("a fraction from 0 to 1") }
    return Rate(partsPerMillion: UInt32(partsPerMillion))
  }

  /// A fraction from −1 to 1, in parts per million.
  func signedRate() throws(GenesisFileError) -> Int64 {
    let partsPerMillion = try decimal(6)
    guard (-1_000_000...1_000_000).contains(partsPerMillion) else { throw error("a fraction from -1 to 1") }
    return Int64(partsPerMillion)
  }

  func time(_ range: ClosedRange<Int64>) throws(GenesisFileError) -> UInt64 { UInt64(try integer(in: range)) }

  /// A name of at most `limit` characters, padded with zeroes.
  func symbol(limit: Int) throws(GenesisFileError) -> Bytes32 {
    let symbol = Array(try string().utf8)
    guard !symbol.isEmpty, symbol.count <= limit, symbol.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw error("1 to \(limit) characters of ASCII without spaces")
    }
    return Bytes32(symbol + [UInt8](repeating: 0, count: Bytes32.byteCount - symbol.count))
  }

  func elements(limit: Int) throws(GenesisFileError) -> [GenesisField] {
    guard let elements = value?.arrayValue, elements.count <= limit else {
      throw error("an array of at most \(limit)")
    }
    return elements.enumerated().map { GenesisField("\(path)[\($0.offset)]", $0.element) }
  }

  func members() throws(GenesisFileError) -> [(Address, GenesisField)] {
    guard let object = value?.objectValue else { throw error("an object") }
    var members: [(Address, GenesisField)] = []
    for member in object.members {
      guard let address = Address(hex: member.key) else { throw error("an object by address") }
      members.append((address, GenesisField("\(path).\(member.key)", member.value)))
    }
    return members
  }
}
