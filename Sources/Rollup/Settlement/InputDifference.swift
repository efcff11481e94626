import Ledger
import SSZ

/// The first input in which two blocks disagree, in the order in which steps read them.
public struct InputDifference: Equatable, Sendable {
  public let part: Part
  /// Place in the part's list; 0 of what is no list.
  public let index: Int
  /// Nil where that side's list has ended.
  public let derived: PlainValue?
  public let claimed: PlainValue?

  public enum Part: String, Sendable {
    case timestampMs, epoch, message, report, item

    /// The phase of the step that reads it.
    public var phase: Building.Phase {
      switch self {
      case .timestampMs, .epoch: .open
      case .message: .inbox
      case .report: .oracle
      case .item: .items
      }
    }
  }

  private init(_ part: Part, _ index: Int, _ derived: (any SSZCodable)?, _ claimed: (any SSZCodable)?) {
    self.part = part
    self.index = index
    self.derived = derived?.plainValue
    self.claimed = claimed?.plainValue
  }

  /// Nil if the inputs are the same.
  public init?(derived: BlockInputs, claimed: BlockInputs) {
    if derived.timestampMs != claimed.timestampMs {
      self.init(.timestampMs, 0, derived.timestampMs, claimed.timestampMs)
    } else if derived.epoch != claimed.epoch {
      self.init(.epoch, 0, derived.epoch, claimed.epoch)
    } else if let found = Self(.message, derived.messages.elements, claimed.messages.elements)
      ?? Self(.report, derived.reports.elements, claimed.reports.elements)
      ?? Self(.item, derived.items.elements, claimed.items.elements)
    {
      self = found
    } else {
      return nil
    }
  }

  private init?<Element: SSZCodable & Equatable>(_ part: Part, _ derived: [Element], _ claimed: [Element]) {
    let common = zip(derived, claimed).prefix { $0 == $1 }.count
    guard common < max(derived.count, claimed.count) else { return nil }
    self.init(
      part, common, common < derived.count ? derived[common] : nil, common < claimed.count ? claimed[common] : nil)
  }
}
