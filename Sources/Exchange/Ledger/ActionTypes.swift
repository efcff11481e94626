import Cryptography
import SSZ
import Units

/// EIP-712 struct types: one for each action, the envelope's fields first. `genesis/eip712.json` publishes them.
public enum ActionTypes {
  private static let envelope =
    "uint32 owner,uint8 subAccount,uint8 keySlot,uint32 keyGeneration,uint64 nonce,uint64 expiryMs"

  public static let placeOrder =
    "PlaceOrder(\(envelope),uint16 market,uint8 side,uint8 timeInForce,uint64 lots,uint32 tick,uint128 clientId,bool reduceOnly,uint64 orderExpiryMs,uint8 selfTrade,bool preventsByOwner,uint32 triggerTick,uint8 trigger,uint32 band)"
  public static let cancelOrder = "CancelOrder(\(envelope),uint16 market,uint64 orderId,uint128 clientId)"
  public static let amendOrder =
    "AmendOrder(\(envelope),uint16 market,uint64 orderId,uint128 clientId,uint64 lots,uint32 tick)"
  public static let cancelAll = "CancelAll(\(envelope),uint16 market)"
  public static let batch = "Batch(\(envelope),uint8 mode,bytes32 operations)"
  public static let armDeadMan = "ArmDeadMan(\(envelope),uint64 deadlineMs)"
  public static let transfer =
    "Transfer(\(envelope),uint32 toOwner,address toAddress,uint8 toSubAccount,uint8 asset,uint64 amount)"
  public static let withdraw = "Withdraw(\(envelope),uint8 asset,uint64 amount)"
  public static let setMarginMode = "SetMarginMode(\(envelope),uint16 market,bool isolated,int64 cash)"
  public static let addKey =
    "AddKey(\(envelope),uint8 slot,address key,uint64 keyExpiryMs,uint64 markets,uint32 actions,uint128 notionalCap)"
  public static let revokeKey = "RevokeKey(\(envelope),uint8 slot)"

  /// All of them, by selector.
  public static let all = [
    placeOrder, cancelOrder, amendOrder, cancelAll, batch, armDeadMan, transfer, withdraw, setMarginMode, addKey,
    revokeKey,
  ]
}

extension Transaction {
  /// EIP-712 `hashStruct`: the envelope, then the action's own fields.
  var structHash: Bytes32 {
    switch action {
    case .place(let body): body.structHash(in: self)
    case .cancel(let body): body.structHash(in: self)
    case .amend(let body): body.structHash(in: self)
    case .cancelAll(let body): body.structHash(in: self)
    case .batch(let body): body.structHash(in: self)
    case .armDeadMan(let body): body.structHash(in: self)
    case .transfer(let body): body.structHash(in: self)
    case .withdraw(let body): body.structHash(in: self)
    case .setMarginMode(let body): body.structHash(in: self)
    case .addKey(let body): body.structHash(in: self)
    case .revokeKey(let body): body.structHash(in: self)
    }
  }

  fileprivate func hasher(_ typeHash: Bytes32) -> StructHasher {
    var hasher = StructHasher(typeHash: typeHash)
    hasher.append(uint: UInt64(owner.rawValue))
    hasher.append(uint: UInt64(subAccount))
    hasher.append(uint: UInt64(keySlot))
    hasher.append(uint: UInt64(keyGeneration))
    hasher.append(uint: nonce)
    hasher.append(uint: expiryMs)
    return hasher
  }
}

extension PlaceOrder {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.placeOrder.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(market))
    hasher.append(uint: UInt64(side.rawValue))
    hasher.append(uint: UInt64(timeInForce.rawValue))
    hasher.append(uint: quantity.lots)
    hasher.append(uint: UInt64(tick))
    hasher.append(uint128: clientID)
    hasher.append(bool: isReduceOnly)
    hasher.append(uint: expiryMs)
    hasher.append(uint: UInt64(selfTrade.rawValue))
    hasher.append(bool: preventsByOwner)
    hasher.append(uint: UInt64(triggerTick))
    hasher.append(uint: UInt64(trigger.rawValue))
    hasher.append(uint: UInt64(band.partsPerMillion))
    return hasher.finish()
  }
}

extension CancelOrder {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.cancelOrder.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(market))
    hasher.append(uint: order.rawValue)
    hasher.append(uint128: clientID)
    return hasher.finish()
  }
}

extension AmendOrder {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.amendOrder.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(market))
    hasher.append(uint: order.rawValue)
    hasher.append(uint128: clientID)
    hasher.append(uint: quantity.lots)
    hasher.append(uint: UInt64(tick))
    return hasher.finish()
  }
}

extension CancelAll {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.cancelAll.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(market))
    return hasher.finish()
  }
}

extension Batch {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.batch.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(mode.rawValue))
    hasher.append(operations.hashTreeRoot())
    return hasher.finish()
  }
}

extension ArmDeadMan {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.armDeadMan.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: deadlineMs)
    return hasher.finish()
  }
}

extension Transfer {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.transfer.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(toOwner.rawValue))
    hasher.append(toAddress)
    hasher.append(uint: UInt64(toSubAccount))
    hasher.append(uint: UInt64(asset.rawValue))
    hasher.append(uint: amount)
    return hasher.finish()
  }
}

extension Withdraw {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.withdraw.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(asset.rawValue))
    hasher.append(uint: amount)
    return hasher.finish()
  }
}

extension SetMarginMode {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.setMarginMode.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(market))
    hasher.append(bool: isIsolated)
    hasher.append(int: cashAtoms)
    return hasher.finish()
  }
}

extension AddKey {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.addKey.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(slot))
    hasher.append(address)
    hasher.append(uint: expiryMs)
    hasher.append(uint: markets)
    hasher.append(uint: UInt64(actions))
    hasher.append(uint128: UInt128(truncatingIfNeeded: notionalCap.atoms))
    return hasher.finish()
  }
}

extension RevokeKey {
  private static let typeHash = Keccak256.hash(Array(ActionTypes.revokeKey.utf8))

  fileprivate func structHash(in transaction: Transaction) -> Bytes32 {
    var hasher = transaction.hasher(Self.typeHash)
    hasher.append(uint: UInt64(slot))
    return hasher.finish()
  }
}
