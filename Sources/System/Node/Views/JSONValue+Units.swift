import Cryptography
import JSON
import Units

extension JSONValue {
  public static func count(_ value: some BinaryInteger) -> JSONValue { .integer(Int64(clamping: value)) }
  public static func hash(_ value: Bytes32) -> JSONValue { .string(value.hex) }
  static func usdc(_ value: Notional) -> JSONValue { .string(Decimal.format(value)) }

  /// Of a requirement, rounded up to the atom; of what one has, down.
  static func usdc(_ value: MicroAtoms, _ rounding: Rounding) -> JSONValue { usdc(value.notional(rounding: rounding)) }
}
