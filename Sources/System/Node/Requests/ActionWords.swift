import Ledger
import Units

/// How people and scripts write the choices of an action.
public enum ActionWords {
  public static let sides = Words<Side>(["buy": .buy, "sell": .sell])

  public static let timesInForce = Words<TimeInForce>([
    "gtc": .goodTillCancelled, "ioc": .immediateOrCancel, "fok": .fillOrKill, "postOnly": .postOnly,
  ])

  public static let selfTrades = Words<SelfTrade>([
    "expireMaker": .expireMaker, "expireTaker": .expireTaker, "expireBoth": .expireBoth, "reduceBoth": .reduceBoth,
  ])

  public static let triggers = Words<TriggerKind>(["stop": .stop, "takeProfit": .takeProfit])

  public static let batchModes = Words<Batch.Mode>(["skip": .skip, "atomic": .atomic])

  /// Selectors of actions, which are also their bits in a session key's scope.
  public static let selectors = Words<UInt8>([
    "place": 1, "cancel": 2, "amend": 3, "cancelAll": 4, "batch": 5, "armDeadMan": 6, "transfer": 7, "withdraw": 8,
    "setMarginMode": 9, "addKey": 10, "revokeKey": 11,
  ])
}
