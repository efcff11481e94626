import Cryptography
import SSZ

extension DerivationMismatch: CustomStringConvertible {
  /// One sentence: the block, the header field, and what is known of the cause.
  public var description: String {
    var text = "block \(blockNumber): \(header)"
    if let input { text += "; \(input)" }
    if let step { text += "; step \(step.index) (\(step.kind))" }
    return text
  }
}

extension HeaderDifference: CustomStringConvertible {
  public var description: String { "\(field) is \(derived.scalarText) by the L1 and \(claimed.scalarText) by claim" }
}

extension InputDifference: CustomStringConvertible {
  public var description: String {
    switch part {
    case .timestampMs, .epoch: "\(part.rawValue) differs"
    case .message, .report, .item: "\(part.rawValue) \(index) differs"
    }
  }
}

extension PlainValue {
  /// Numbers in decimal, bytes in hexadecimal; what has parts is not spelled out.
  fileprivate var scalarText: String {
    switch self {
    case .unsigned(let number): "\(number)"
    case .signed(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .bytes(let bytes): Hex.encode(bytes)
    case .list, .container, .sparse: "…"
    }
  }
}
