import Cryptography
import SSZ

/// What an owner can make the exchange do through the L1, whether the sequencer likes it or not. On the wire an SSZ union.
///
/// Selectors and bodies are those of `Action`, so one action has one encoding and one root, however it comes; `close`
/// has the next number, and comes in no other way. Nothing in the list adds risk.
public enum ForcedAction: Equatable, Sendable {
  case cancelAll(CancelAll)
  case withdraw(Withdraw)
  /// Slot `allKeySlots` takes back every key there is.
  case revokeKey(RevokeKey)
  case close(ClosePosition)

  public static let allKeySlots: UInt8 = 0

  public var selector: UInt8 {
    switch self {
    case .cancelAll: 4
    case .withdraw: 8
    case .revokeKey: 11
    case .close: 12
    }
  }

  /// The name by which people and scripts know it.
  public var name: String {
    switch self {
    case .cancelAll: "cancelAll"
    case .withdraw: "withdraw"
    case .revokeKey: "revokeKey"
    case .close: "close"
    }
  }
}

extension ForcedAction: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) {
    writer.write(selector)
    switch self {
    case .cancelAll(let body): body.encode(to: &writer)
    case .withdraw(let body): body.encode(to: &writer)
    case .revokeKey(let body): body.encode(to: &writer)
    case .close(let body): body.encode(to: &writer)
    }
  }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> ForcedAction {
    let selector = try reader.readInteger(UInt8.self)
    switch selector {
    case 4: return .cancelAll(try CancelAll.decode(from: &reader))
    case 8: return .withdraw(try Withdraw.decode(from: &reader))
    case 11: return .revokeKey(try RevokeKey.decode(from: &reader))
    case 12: return .close(try ClosePosition.decode(from: &reader))
    default: throw .unknownSelector(selector)
    }
  }

  /// `mix_in_selector(hash_tree_root(body), selector)`.
  public func hashTreeRoot() -> Bytes32 {
    let root =
      switch self {
      case .cancelAll(let body): body.hashTreeRoot()
      case .withdraw(let body): body.hashTreeRoot()
      case .revokeKey(let body): body.hashTreeRoot()
      case .close(let body): body.hashTreeRoot()
      }
    return SHA256.hash(root, selector.hashTreeRoot())
  }

  public var plainValue: PlainValue {
    let value =
      switch self {
      case .cancelAll(let body): body.plainValue
      case .withdraw(let body): body.plainValue
      case .revokeKey(let body): body.plainValue
      case .close(let body): body.plainValue
      }
    return .container([.init(name, value)])
  }
}
