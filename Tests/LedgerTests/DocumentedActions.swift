import Cryptography
import SSZ

// What transactions carry, as documented.
extension Documented {
  static let placeOrder = container(
    "PlaceOrder",
    [
      "market": u16, "side": u8, "timeInForce": u8, "quantity": u64, "tick": u32, "clientID": u128,
      "isReduceOnly": bit, "expiryMs": u64, "selfTrade": u8, "preventsByOwner": bit, "triggerTick": u32,
      "trigger": u8, "band": u32,
    ])
  static let cancelOrder = container("CancelOrder", ["market": u16, "order": u64, "clientID": u128])
  static let amendOrder = container(
    "AmendOrder", ["market": u16, "order": u64, "clientID": u128, "quantity": u64, "tick": u32])
  static let cancelAll = container("CancelAll", ["market": u16])
  static let batch = container("Batch", ["mode": u8, "operations": .list(of: union, limit: 256)])
  static let armDeadMan = container("ArmDeadMan", ["deadlineMs": u64])
  static let transfer = container(
    "Transfer", ["toOwner": u32, "toAddress": address, "toSubAccount": u8, "asset": u8, "amount": u64])
  static let withdraw = container("Withdraw", ["asset": u8, "amount": u64])
  static let setMarginMode = container("SetMarginMode", ["market": u16, "isIsolated": bit, "cashAtoms": u64])
  static let addKey = container(
    "AddKey",
    ["slot": u8, "address": address, "expiryMs": u64, "markets": u64, "actions": u32, "notionalCap": u128])
  static let revokeKey = container("RevokeKey", ["slot": u8])
  static let closePosition = container("ClosePosition", ["market": u16, "quantity": u64, "tick": u32])

  static let transaction = container(
    "Transaction",
    [
      "scheme": u8, "owner": u32, "subAccount": u8, "keySlot": u8, "keyGeneration": u32, "nonce": u64,
      "expiryMs": u64, "action": union,
    ])
  static let signedTransaction = container(
    "SignedTransaction", ["transaction": transaction, "signature": signature])

  /// Where hashing meets an action or an operation it meets its root, `mix_in_selector(hash_tree_root(body), selector)`;
  /// a schema has no union, so here the field is that root.
  static let union = root

  private static let bodies: [String: (selector: UInt64, schema: Schema)] = [
    "place": (1, placeOrder), "cancel": (2, cancelOrder), "amend": (3, amendOrder), "cancelAll": (4, cancelAll),
    "batch": (5, batch), "armDeadMan": (6, armDeadMan), "transfer": (7, transfer), "withdraw": (8, withdraw),
    "setMarginMode": (9, setMarginMode), "addKey": (10, addKey), "revokeKey": (11, revokeKey),
    "close": (12, closePosition),
  ]

  /// The root of an action, shown as its name and its body.
  static func unionRoot(_ field: PlainValue.Field) -> Bytes32? {
    guard let (selector, schema) = bodies[field.name], let body = SchemaValue(field.value, as: schema),
      let root = try? schema.hashTreeRoot(of: body)
    else { return nil }
    return SHA256.hash(root, Bytes32(word0: selector.littleEndian, word1: 0, word2: 0, word3: 0))
  }
}
