import Ledger
import Margin
import Matching
import Merkle
import Units

extension State {
  /// Whether somebody was left out: nil, unless there is a bug. O(everything), by a look at each account, which is what
  /// the trigger indices save.
  ///
  /// Between blocks, whoever is below maintenance is in the liquidation queue; whoever is not, and has not changed since,
  /// stands in the indices; and nobody stands anywhere twice.
  func completenessViolation() throws(StateAccessError) -> String? {
    var touched = 0
    for (index, account) in accounts.known {
      if account.isTouched { touched += 1 }
      let id = AccountID(UInt32(index))
      guard Owner.Reserved(rawValue: id.rawValue) == nil else { continue }
      let isHealthy = try risk(of: account, without: nil).isAtOrAboveMaintenance
      if !isHealthy, !account.isQueued { return "account \(index) is below maintenance, and in no queue" }
      if try trigger(.liquidation, of: id).isSet != account.isQueued {
        return "account \(index) and the liquidation queue disagree"
      }
      if let violation = try triggerViolation(of: account) { return "account \(index): \(violation)" }
    }
    return try touchedViolation(count: touched)
  }

  private func triggerViolation(of account: Account) throws(StateAccessError) -> String? {
    var link = account.firstPosition
    while let index = link.index {
      let position = try positions.read(index)
      let isEntered = try trigger(.entry, of: index).isSet
      if isEntered != position.hasTriggers { return "position \(index) and its triggers disagree" }
      if account.isQueued, isEntered { return "position \(index) is queued, and waits in its market too" }
      if !account.isQueued, !account.isTouched, isEntered == position.size.isZero {
        return "position \(index) does not wait where it should"
      }
      link = position.next
    }
    return nil
  }

  private func touchedViolation(count: Int) throws(StateAccessError) -> String? {
    var (link, listed) = (firstTouched, 0)
    while let index = link.index, listed <= count {
      let account = try accounts.read(index)
      if !account.isTouched { return "account \(index) is listed as touched and does not know it" }
      listed += 1
      link = account.nextTouched
    }
    return listed == count ? nil : "\(count) accounts are touched, \(listed) are listed"
  }
}
