import Ledger
import SSZ

/// The first field in which two headers of one number disagree.
public struct HeaderDifference: Equatable, Sendable {
  /// As `BlockHeader` names it.
  public let field: String
  public let derived: PlainValue
  public let claimed: PlainValue

  /// Causes before effects: other inputs give another state, but never the other way round.
  static let order = [
    "number", "parent", "preStateRoot", "timestampMs", "epoch", "inboxRead", "inboxAccumulator", "inputsRoot",
    "parametersVersion", "stepCount", "receiptsRoot", "stateRoot",
  ]

  /// Nil if the headers are the same.
  public init?(derived: BlockHeader, claimed: BlockHeader) {
    let (own, others) = (derived.plainValue.fieldsByName, claimed.plainValue.fieldsByName)
    for field in Self.order {
      guard let left = own[field], let right = others[field] else {
        preconditionFailure("a header has no field \(field)")
      }
      guard left == right else {
        (self.field, self.derived, self.claimed) = (field, left, right)
        return
      }
    }
    return nil
  }
}

extension PlainValue {
  /// Of a container; nothing of any other value.
  var fieldsByName: [String: PlainValue] {
    guard case .container(let fields) = self else { return [:] }
    return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
  }
}
