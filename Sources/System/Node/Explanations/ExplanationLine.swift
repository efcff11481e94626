import JSON
import Units

/// A row of an explanation: what it is, and the amount, aligned in a column of its own.
struct ExplanationLine {
  let label: String
  let amount: String

  init(_ label: String, _ amount: String = "") { (self.label, self.amount) = (label, amount) }

  init(_ label: String, _ amount: MicroAtoms) {
    self.init(label, Decimal.format(amount.rawValue, decimals: Decimal.microDecimals))
  }

  /// The column in which amounts end; with the decimals of a millionth of an atom, 80 columns hold 10^12 USDC.
  private static let width = 78

  var text: String {
    guard !amount.isEmpty else { return label }
    let room = Self.width - label.count - amount.count
    return label + String(repeating: " ", count: max(room, 1)) + amount
  }
}
