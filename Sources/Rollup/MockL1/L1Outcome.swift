import Units

/// What an included transaction did: the index of what it appended or changed, or why it did nothing.
public enum L1Outcome: Equatable, Sendable {
  case deposited(messageIndex: UInt64)
  case posted(entryIndex: UInt64)
  case claimed(claimIndex: UInt64)
  case moved(moveIndex: UInt64)
  case stepped(moveIndex: UInt64)
  case resolved(moveIndex: UInt64, GameMove.Verdict)
  case paid(moveIndex: UInt64, atoms: UInt64)
  case forced(messageIndex: UInt64)
  case forceIncluded(entryIndex: UInt64)
  case withdrawalProven(index: UInt32)
  case withdrawalPaid(index: UInt32)
  case frozen
  case exitRegistered(AccountID)
  case exitPaid(AccountID)
  case depositRefunded(messageIndex: UInt32)
  case reverted(ContractRevert)
}
