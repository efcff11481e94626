import Cryptography
import Ledger
import MockL1
import Units

extension ContractRevert {
  /// For programs: the case's name.
  public var name: String { String("\(self)".prefix { $0 != "(" }) }

  /// For people: why the contract refused; without a full stop.
  public var sentence: String {
    switch self {
    case .zeroAmount: "nothing is an amount of 0"
    case .zeroBeneficiary: "owners without an address are the exchange's own"
    case .insufficientBalance(let needed, let available):
      "it takes \(usdc(needed)) USDC on the L1, and the sender has \(usdc(available))"
    case .insufficientCollateral(let needed, let available):
      "it takes \(needed) lots of collateral on the L1, and the sender has \(available)"
    case .unregisteredAsset(let asset): "the exchange does not know the \(asset) asset"
    case .collateralFull(let limit, let found):
      "the exchange counts less than \(limit) lots of collateral, and this would make it \(found)"
    case .notTheSequencer(let expected, let found):
      "only the sequencer \(expected.checksummed) posts batches, and this is \(found.checksummed)"
    case .wrongBatchIndex(let expected, let found): "the next entry is \(expected), and the batch was to be \(found)"
    case .wrongBatchAccumulator: "the batch was to come after other entries than there are"
    case .batchTooLarge(let limit, let found): "a batch has at most \(limit) bytes, and this one \(found)"
    case .inboxGoesBackwards(let last, let found):
      "\(last) messages were read already, and this would leave it at \(found)"
    case .inboxNotThatLong(let count, let found): "there are \(count) messages, and this reads up to \(found)"
    case .olderEpoch(let last, let found): "epoch \(last) has begun, and this is of epoch \(found)"
    case .leavesOutOverdue(let message, let deadline, let number):
      "message \(message) had to be read from L1 block \(deadline) on, and this is block \(number)"
    case .nothingOverdue(let read, let count):
      read == count
        ? "all \(count) messages are read" : "of \(count) messages \(read) are read, and no other is overdue"
    case .noOwner(let address): "\(address.checksummed) has not deposited yet, so nothing there is its own"
    case .notForcible(let kind): "nobody can force a message of kind \(kind)"
    case .malformedMessage(let kind, let count): "\(count) bytes are no message of kind \(kind)"
    case .tooManyForcedMessages(let limit): "one L1 block takes \(limit) such messages, and has them"
    default: sentenceOfGame ?? sentenceOfMoney
    }
  }

  /// Claims and disputes.
  private var sentenceOfGame: String? {
    switch self {
    case .notCanonical(let entry, _): "no entry \(entry) of this chain left that accumulator behind"
    case .noSuchParent(let claim, let count), .noSuchClaim(let claim, let count):
      "there are \(count) claims, and none is \(claim)"
    case .parentNotEarlier(let parent, let found):
      "it builds on a claim about entry \(parent), and is about entry \(found)"
    case .bondTooSmall(let minimum, let found):
      "a claim takes a bond of \(usdc(minimum)) USDC, and this is \(usdc(found))"
    case .parentReplaced: "the claim that it builds on is not the one that was meant"
    case .parentNotLastSettled: "the claim that it builds on is decided, and the settled ones go on elsewhere"
    case .tooManyEntries(let limit, let found): "a claim is about at most \(limit) entries, and this about \(found)"
    case .claimedBefore(let claim): "claim \(claim) says the same"
    case .noSuchMove: "there is no such move"
    case .claimDefended: "a claim cannot be defended: it speaks of everything"
    case .tooDeep(let depth): "below depth \(depth) there is only a step"
    case .notALeaf(let depth, let leafDepth):
      "only a move at depth \(leafDepth) is shown wrong by a step; this is at \(depth)"
    case .clockRanOut(let made, let found):
      "the time to answer a move of \(made) ms has run out; it is \(found) ms"
    case .movedBefore(let move): "move \(move) says the same"
    case .disprovedBefore(let move): "move \(move) was shown wrong before"
    case .wrongStepBatch: "the bytes beside the step are not those that it takes in"
    case .stepProof(let fault): "the proof of the step shows nothing: \(fault)"
    case .stepUpholds: "the step leads to what the move implies"
    case .decidedBefore(let move): "move \(move) is decided"
    case .answersOpen(let count): "\(count) answers to the move are undecided"
    case .clockStillRuns(let remaining): "the move can be answered for another \(remaining) ms"
    case .parentUndecided(let claim): "claim \(claim), which it builds on, is undecided"
    case .undecided(let move): "move \(move) is undecided"
    case .nothingToPay(let move): "nothing of move \(move) is to be paid"
    case .payoutTooEarly(let decided, let found):
      "the move was decided at \(decided) ms, its payout comes later, and it is \(found) ms"
    default: nil
    }
  }

  /// Withdrawals, and what comes after the end.
  private var sentenceOfMoney: String {
    switch self {
    case .claimLost(let claim): "claim \(claim) has lost; prove it against the one in its place"
    case .claimNotSettled(let claim): "claim \(claim) is not settled"
    case .wrongProof(let error): "the withdrawal is not there in the claimed machine: \(error)"
    case .alreadyProven(let index, let claim): "withdrawal \(index) is proven against claim \(claim) already"
    case .notProven(let index, let claim): "withdrawal \(index) was not proven against claim \(claim)"
    case .alreadyPaid(let index): "withdrawal \(index) is paid"
    case .withdrawalTooEarly(let earliest, let found): "it can be paid from L1 block \(earliest) on; this is \(found)"
    case .vaultTooSmall(let asset, let needed, let available):
      "the vault has \(available) of the \(asset) asset for it, and it takes \(needed)"
    case .frozen: "the rollup has ended"
    case .notFrozen: "the rollup has not ended"
    case .notSilent(let earliest, let found):
      "the sequencer was heard of: it counts as silent from L1 block \(earliest) on, and this is \(found)"
    case .entryAppended(let count, let found): "there are \(count) entries by now, not \(found)"
    case .afterTheEnd(let claim): "claim \(claim) is about what came after the end"
    case .nothingSettled: "no claim was settled before the end"
    case .wrongExitProof(let fault): "the proof shows nothing of the account: \(fault)"
    case .alreadyExited(let account): "account \(account.rawValue) has left before"
    case .notRegistered(let account): "account \(account.rawValue) was not shown"
    case .nothingToExit(let account): "there is nothing for account \(account.rawValue)"
    case .exitWindowOpen(let first, let found): "shares are known from L1 block \(first) on; this is \(found)"
    case .noSuchMessage(let message, let count): "there are \(count) messages, and none is \(message)"
    case .depositWasRead(let message, _): "message \(message) was read before the end"
    case .notADeposit(let message): "message \(message) is no deposit"
    case .alreadyRefunded(let message): "message \(message) is paid back"
    default: name
    }
  }

  private func usdc(_ atoms: UInt64) -> String { Decimal.format(Int128(atoms), decimals: Decimal.quoteDecimals) }
}
