import Cryptography
import JSON
import Ledger
import MockL1
import Units

// Why nobody leaves yet, or any more, and what to do about it.
extension RPCError {
  init(_ refusal: Engine.EscapeRefusal) {
    switch refusal {
    case .notSilent(let earliest, let next): self = .notSilent(earliest, next: next)
    case .frozen(let block):
      self = .rejected(
        "ALREADY_ENDED", "the rollup has ended already, in L1 block \(block)", ["l1Block": .count(block)])
    case .notFrozen(let earliest): self = .notFrozen(earliest: earliest)
    case .nothingSettled: self = .nothingSettled
    case .otherRoot(let claimed, let found):
      self = .rejected(
        "OTHER_ROOT",
        "the settled claim says \(claimed.hex), and its batches lead to \(found.hex): nobody disputed it in time, and "
          + "nothing can be shown in it", ["claimed": .hash(claimed), "found": .hash(found)])
    case .noProof(let account, let fault):
      self = .rejected(
        "NO_PROOF", "nothing shows what account \(account.rawValue) was worth: \(fault)",
        ["account": .count(account.rawValue)])
    }
  }

  /// What the bridge said to something that is about the end.
  init(escape revert: ContractRevert) {
    switch revert {
    case .notSilent(let earliest, let found): self = .notSilent(earliest, next: found + 1)
    case .entryAppended:
      self = .rejected("NOT_SILENT", "a batch came in between: the rollup lives. 'plimsoll exit status' says more")
    case .frozen: self = .rejected("ENDED", "the rollup has ended")
    case .notFrozen: self = .rejected("NOT_ENDED", "the rollup has not ended; 'plimsoll exit status' says more")
    case .nothingSettled: self = .nothingSettled
    case .zeroBeneficiary:
      self = .rejected(
        "RESERVED_OWNER", "the exchange's own accounts do not leave: what they have is left to the others")
    case .alreadyExited(let account):
      self = .rejected(
        "ALREADY_EXITED", "account \(account.rawValue) has left already, and nobody leaves twice",
        ["account": .count(account.rawValue)])
    case .notRegistered(let account):
      self = .rejected(
        "NOT_REGISTERED", "account \(account.rawValue) was not shown in time; 'plimsoll exit' shows it",
        ["account": .count(account.rawValue)])
    case .nothingToExit(let account):
      self = .rejected(
        "NOTHING_TO_EXIT", "account \(account.rawValue) was worth nothing, or nothing is left for it",
        ["account": .count(account.rawValue)])
    case .exitWindowOpen(let first, let found):
      self = .rejected(
        "WINDOW_OPEN",
        "shares are known when all have registered: from L1 block \(first) on, and this was \(found). "
          + "'plimsoll l1 advance --blocks \(first - min(first, found + 1))' makes those between",
        ["firstL1Block": .count(first), "l1Block": .count(found)])
    case .vaultTooSmall(let asset, let needed, let available):
      self = .rejected(
        "VAULT_TOO_SMALL", "the vault has less left than that",
        ["asset": .count(asset.rawValue), "needed": .count(needed), "available": .count(available)])
    case .noSuchMessage(let index, let count):
      self = .rejected(
        "UNKNOWN_MESSAGE", "the inbox has \(count) messages, from 0", ["message": .count(index)])
    case .depositWasRead(let index, let read):
      self = .rejected(
        "DEPOSIT_WAS_READ",
        "message \(index) was read before the rollup ended, as the first \(read) were: the money is in the account, "
          + "and 'plimsoll exit' takes it out", ["message": .count(index), "read": .count(read)])
    case .notADeposit(let index):
      self = .rejected("NOT_A_DEPOSIT", "message \(index) is no deposit", ["message": .count(index)])
    case .alreadyRefunded(let index):
      self = .rejected("ALREADY_REFUNDED", "deposit \(index) was given back already", ["message": .count(index)])
    default: self = .rejected("REVERTED", "the bridge refuses: \(revert)")
    }
  }

  private static func notSilent(_ earliest: UInt64, next: UInt64) -> RPCError {
    .rejected(
      "NOT_SILENT",
      "its sequencer was heard of too lately: the rollup can be ended from L1 block \(earliest) on, and the next is "
        + "\(next). 'plimsoll exit freeze --advance' makes those between",
      ["earliestFreezeL1Block": .count(earliest), "nextL1Block": .count(next)])
  }

  private static func notFrozen(earliest: UInt64) -> RPCError {
    .rejected(
      "NOT_ENDED",
      "the rollup lives: 'plimsoll withdraw' takes money out. It can be ended from L1 block \(earliest) on, if no batch "
        + "comes until then ('plimsoll exit freeze')", ["earliestFreezeL1Block": .count(earliest)])
  }

  private static let nothingSettled = rejected(
    "NOTHING_SETTLED",
    "no claim was settled before the rollup ended, so no account can be shown; deposits are given back "
      + "('plimsoll exit refund')")
}
