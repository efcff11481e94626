import Ledger
import Margin
import Matching
import Merkle
import Units

extension State {
  /// Whether somebody was left out: nil, unless there is a bug. O(everything), by a look at each account, which is what
  /// the trigger indices save.
  ///
  /// Between blocks, whoever is below maintenance is in the liquidation queue, and whoever is below close-out does not wait
  /// there; whoever is not queued or waits, and has not changed since, stands in the indices; and nobody stands anywhere
  /// twice.
  func completenessViolation() throws(StateAccessError) -> String? {
    var touched = 0
    for (index, account) in accounts.known {
      if account.isTouched { touched += 1 }
      let id = AccountID(UInt32(index))
      guard Owner.Reserved(rawValue: id.rawValue) == nil else { continue }
      let (risk, watch) = (try risk(of: account, without: nil), try watch(of: id, account))
      if watch == .closeOut, !account.isTouched, !risk.isAtOrAboveCloseOut {
        return "account \(index) is below close-out, and waits"
      }
      if !risk.isAtOrAboveMaintenance, watch == .maintenance {
        return "account \(index) is below maintenance, and in no queue"
      }
      if try trigger(.liquidation, of: id).isSet != account.isQueued {
        return "account \(index) and the liquidation queue disagree"
      }
      if let violation = try triggerViolation(of: account, watch) { return "account \(index): \(violation)" }
    }
    return try touchedViolation(count: touched)
  }

  private func triggerViolation(of account: Account, _ watch: Watch) throws(StateAccessError) -> String? {
    var link = account.firstPosition
    while let index = link.index {
      let position = try positions.read(index)
      let isWatched = try trigger(.carry, of: index).isSet
      if isWatched != position.hasTriggers { return "position \(index) and its triggers disagree" }
      if try trigger(.entry, of: index).isSet != (isWatched && !account.isQueued) {
        return "position \(index) does not stand in line for deleveraging as it should"
      }
      if watch != .nothing, !account.isTouched, isWatched == position.size.isZero {
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
