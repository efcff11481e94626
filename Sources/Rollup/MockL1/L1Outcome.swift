/// What an included transaction did: the index of what it appended, or why it did nothing.
public enum L1Outcome: Equatable, Sendable {
  case deposited(messageIndex: UInt64)
  case posted(entryIndex: UInt64)
  case claimed(claimIndex: UInt64)
  case reverted(ContractRevert)
}
