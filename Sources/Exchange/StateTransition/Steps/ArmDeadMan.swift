import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// Sets the account's dead man's switch, for its isolated markets too; 0 takes it off.
  mutating func armDeadMan(
    _ arm: ArmDeadMan, for account: AccountID, into journal: inout Journal
  ) throws(StepFailure) {
    try checking { () throws(Refusal) in try arm.check(at: state.clock.timestampMs) }
    try reading { () throws(StateAccessError) in
      try state.setDeadMan(of: account, to: arm.deadlineMs)
      emit(.deadManArmed(account, deadlineMs: arm.deadlineMs), into: &journal)
      finish(into: &journal)
    }
  }
}

extension ArmDeadMan {
  /// A switch that would have to fire already was meant for another time.
  func check(at timestampMs: UInt64) throws(Refusal) {
    guard deadlineMs == 0 || deadlineMs > timestampMs else {
      throw Refusal(.orderExpired, limit: deadlineMs, found: timestampMs)
    }
  }
}

extension State {
  /// - Parameter deadlineMs: 0 for never.
  mutating func setDeadMan(of id: AccountID, to deadlineMs: UInt64) throws(StateAccessError) {
    var account = try accounts.read(id.index)
    account.deadManMs = deadlineMs
    try accounts.write(account, at: id.index)
    let trigger = Trigger(key: clock.timerKey(of: deadlineMs), value: deadlineMs, generation: 0)
    try setTrigger(.deadMan, of: id, to: deadlineMs == 0 ? nil : trigger)
  }

  /// The switch that may be due; its exact time is the trigger's value.
  func nextDeadMan() throws(StateAccessError) -> (number: UInt64, trigger: Trigger)? {
    try accountQueues.deadMen.nextTimer(at: clock, .account(.deadMan), in: accountTriggers)
  }

  /// What is wrong with the dead man's switches: nil, unless there is a bug. For tests and checkpoints; O(accounts).
  func deadManViolation() throws(StateAccessError) -> String? {
    var (waiting, armed) = (0, 0)
    let violation = try accountQueues.deadMen.violation(at: .account(.deadMan), in: accountTriggers) {
      (number, trigger) throws(StateAccessError) in
      waiting += 1
      guard trigger.key == clock.timerKey(of: trigger.value) else { return "a dead man's switch has a foreign key" }
      let account = try accounts.read(number)
      return account.deadManMs == trigger.value ? nil : "account \(number) set its dead man's switch to another time"
    }
    if let violation { return violation }
    for (_, account) in accounts.known where account.deadManMs != 0 { armed += 1 }
    return armed == waiting ? nil : "\(armed) dead man's switches are set, \(waiting) wait"
  }
}
