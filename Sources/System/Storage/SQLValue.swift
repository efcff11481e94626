import Cryptography

/// A value for a parameter of a statement. Absence is never stored, so there is no null.
public enum SQLValue: Equatable, Sendable {
  case int64(Int64)
  /// At most 2⁶³ − 1; binding a greater one throws `.outOfRange`.
  case uint64(UInt64)
  case text(String)
  case bytes([UInt8])
  case hash(Bytes32)
}
