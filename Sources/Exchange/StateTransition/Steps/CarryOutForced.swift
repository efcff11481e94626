import Cryptography
import Ledger
import Merkle
import SSZ
import Units

extension Execution {
  /// FORCED: carries out one action that INBOX has left for later, and steps over every other message.
  ///
  /// Whatever is wrong with it, it leaves its one receipt here.
  mutating func carryOutForced(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let message = try inputs.message(at: Int(building.cursor))
    guard state.inbox.read >= building.messageCount else {
      throw .contradictory("a block has read more messages than there are")
    }
    let expected = state.inbox.read - UInt64(building.messageCount) + building.cursor
    guard message.kind == InboxMessage.forcedAction, message.index == expected else { return advance() }
    startWork(.message, building.cursor)
    try building.forcedCount.countDown()
    advance()
    do throws(StepFailure) {
      try begin(try authenticate(message), into: &journal)
    } catch {
      finish(try error.refusalOrThrow(), into: &journal)
    }
  }

  /// An action whose sender the L1 has vouched for, under a number and an address that belong together here too.
  private struct AuthenticatedAction {
    let owner: OwnerID
    let account: AccountID
    let action: ForcedAction
  }

  private func authenticate(_ message: InboxMessage) throws(StepFailure) -> AuthenticatedAction {
    let forced = try checking { () throws(Refusal) in try ForcedMessage(in: message) }
    let request = forced.request
    let owner = try knownOwner(forced.owner, withSubAccount: request.subAccount)
    // Nobody speaks for the exchange's own accounts, which have no address.
    guard owner.address == forced.address, forced.address != .zero else {
      throw .refused(Refusal(.ownerAddressMismatch))
    }
    let account = try reading { () throws(StateAccessError) in
      try state.account(of: owner, subAccount: request.subAccount)
    }
    return AuthenticatedAction(owner: forced.owner, account: account, action: request.action)
  }

  private mutating func begin(
    _ forced: AuthenticatedAction, into journal: inout Journal
  ) throws(StepFailure) {
    switch forced.action {
    case .cancelAll(let cancel): try cancelAll(cancel, for: forced.account)
    case .withdraw(let withdrawal):
      try withdraw(withdrawal, of: forced.owner, from: forced.account, into: &journal)
    case .revokeKey(let revocation) where revocation.slot == ForcedAction.allKeySlots:
      try reading { () throws(StateAccessError) in try revokeAllKeys(of: forced.owner, into: &journal) }
    case .revokeKey(let revocation): try revokeKey(revocation, of: forced.owner, into: &journal)
    case .close(let close): try self.close(close, for: forced.account, into: &journal)
    }
  }
}

extension ForcedMessage {
  fileprivate init(in message: InboxMessage) throws(Refusal) {
    do throws(DecodingError) { self = try Self.decoded(message.payload.bytes) } catch {
      throw Refusal(.malformed, limit: InboxMessage.payloadLimit, found: message.payload.bytes.count)
    }
  }
}
