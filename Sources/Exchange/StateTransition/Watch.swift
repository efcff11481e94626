import Ledger
import Matching
import Merkle
import Units

/// What an account must be looked at for before its next turn: below which requirement it may not fall unseen.
enum Watch {
  /// Of an account outside the liquidation queue.
  case maintenance
  /// Of one that waits for a buyer: below close-out it need not wait any longer.
  case closeOut
  /// Of one whose turn is due.
  case nothing

  /// Whether it must stand in the queues of `kind`. In line for deleveraging stands only who is not liquidated itself.
  func needs(_ kind: MarketQueues.Kind) -> Bool {
    switch self {
    case .maintenance: true
    case .closeOut: kind != .entry
    case .nothing: false
    }
  }
}

extension State {
  /// A queued account waits if its time has not come. Requirements for close-out are progressive like those for
  /// maintenance and no steeper, so the same `TriggerBudget` holds for them.
  func watch(of id: AccountID, _ account: Account) throws(StateAccessError) -> Watch {
    guard account.isQueued else { return .maintenance }
    return try trigger(.liquidation, of: id).value > clock.timestampMs ? .closeOut : .nothing
  }
}
