import Cryptography
import SSZ
import Units

/// What a transaction does. On the wire an SSZ union: the selector, then the body.
public enum Action: Equatable, Sendable {
  case place(PlaceOrder)
  case cancel(CancelOrder)
  case amend(AmendOrder)
  case cancelAll(CancelAll)
  case batch(Batch)
  case armDeadMan(ArmDeadMan)
  case transfer(Transfer)
  case withdraw(Withdraw)
  case setMarginMode(SetMarginMode)
  case addKey(AddKey)
  case revokeKey(RevokeKey)

  public var selector: UInt8 {
    switch self {
    case .place: 1
    case .cancel: 2
    case .amend: 3
    case .cancelAll: 4
    case .batch: 5
    case .armDeadMan: 6
    case .transfer: 7
    case .withdraw: 8
    case .setMarginMode: 9
    case .addKey: 10
    case .revokeKey: 11
    }
  }

  /// The name by which people and scripts know it.
  public var name: String {
    switch self {
    case .place: "place"
    case .cancel: "cancel"
    case .amend: "amend"
    case .cancelAll: "cancelAll"
    case .batch: "batch"
    case .armDeadMan: "armDeadMan"
    case .transfer: "transfer"
    case .withdraw: "withdraw"
    case .setMarginMode: "setMarginMode"
    case .addKey: "addKey"
    case .revokeKey: "revokeKey"
    }
  }
}

extension Action: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) {
    writer.write(selector)
    switch self {
    case .place(let body): body.encode(to: &writer)
    case .cancel(let body): body.encode(to: &writer)
    case .amend(let body): body.encode(to: &writer)
    case .cancelAll(let body): body.encode(to: &writer)
    case .batch(let body): body.encode(to: &writer)
    case .armDeadMan(let body): body.encode(to: &writer)
    case .transfer(let body): body.encode(to: &writer)
    case .withdraw(let body): body.encode(to: &writer)
    case .setMarginMode(let body): body.encode(to: &writer)
    case .addKey(let body): body.encode(to: &writer)
    case .revokeKey(let body): body.encode(to: &writer)
    }
  }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> Action {
    let selector = try reader.readInteger(UInt8.self)
    switch selector {
    case 1: return .place(try PlaceOrder.decode(from: &reader))
    case 2: return .cancel(try CancelOrder.decode(from: &reader))
    case 3: return .amend(try AmendOrder.decode(from: &reader))
    case 4: return .cancelAll(try CancelAll.decode(from: &reader))
    case 5: return .batch(try Batch.decode(from: &reader))
    case 6: return .armDeadMan(try ArmDeadMan.decode(from: &reader))
    case 7: return .transfer(try Transfer.decode(from: &reader))
    case 8: return .withdraw(try Withdraw.decode(from: &reader))
    case 9: return .setMarginMode(try SetMarginMode.decode(from: &reader))
    case 10: return .addKey(try AddKey.decode(from: &reader))
    case 11: return .revokeKey(try RevokeKey.decode(from: &reader))
    default: throw .unknownSelector(selector)
    }
  }

  /// `mix_in_selector(hash_tree_root(body), selector)`.
  public func hashTreeRoot() -> Bytes32 {
    let root =
      switch self {
      case .place(let body): body.hashTreeRoot()
      case .cancel(let body): body.hashTreeRoot()
      case .amend(let body): body.hashTreeRoot()
      case .cancelAll(let body): body.hashTreeRoot()
      case .batch(let body): body.hashTreeRoot()
      case .armDeadMan(let body): body.hashTreeRoot()
      case .transfer(let body): body.hashTreeRoot()
      case .withdraw(let body): body.hashTreeRoot()
      case .setMarginMode(let body): body.hashTreeRoot()
      case .addKey(let body): body.hashTreeRoot()
      case .revokeKey(let body): body.hashTreeRoot()
      }
    return SHA256.hash(root, selector.hashTreeRoot())
  }

  public var plainValue: PlainValue {
    let value =
      switch self {
      case .place(let body): body.plainValue
      case .cancel(let body): body.plainValue
      case .amend(let body): body.plainValue
      case .cancelAll(let body): body.plainValue
      case .batch(let body): body.plainValue
      case .armDeadMan(let body): body.plainValue
      case .transfer(let body): body.plainValue
      case .withdraw(let body): body.plainValue
      case .setMarginMode(let body): body.plainValue
      case .addKey(let body): body.plainValue
      case .revokeKey(let body): body.plainValue
      }
    return .container([.init(name, value)])
  }
}
