/// The cases of `ssz_cases.json`: hashes and bytes in hexadecimal, integers in decimal digits.
public struct SSZCases: Decodable, Sendable {
  public let cases: [Value]
  public let invalid: [Value]
  public let singleProofs: [SingleProof]
  public let multiproofs: [Multiproof]

  /// Roots of empty subtrees by depth.
  public let zeroHashes: [String: String]

  public static let fileName = "ssz_cases.json"
  public static let isAvailable = Conformance.holds(fileName)
  public static let all = Conformance.read(SSZCases.self, from: fileName)

  /// Some bytes of a type; if they encode a value, also that value and its root, as far as they were published.
  public struct Value: Decodable, Sendable, CustomStringConvertible {
    public let id: String
    public let type: String
    public let schema: JSON
    public let value: JSON?
    public let serialized: String?
    public let root: String?
    public let why: String?

    public var description: String { "\(id) \(type.prefix(60))" }
  }

  public struct SingleProof: Decodable, Sendable, CustomStringConvertible {
    public let id: String
    public let leaf: String
    public let gindex: String
    public let branch: [String]
    public let root: String
    public let valid: Bool
    public let type: String?
    public let path: [String]?

    public var description: String { id }
  }

  public struct Multiproof: Decodable, Sendable, CustomStringConvertible {
    public let id: String
    public let leaves: [String]
    public let gindices: [String]
    public let helperGindices: [String]?
    public let proof: [String]
    public let root: String
    public let valid: Bool
    public let type: String?
    public let paths: [[String]]?

    public var description: String { id }
  }
}
