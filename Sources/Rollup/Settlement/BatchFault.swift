import SSZ

/// Why a whole batch is void: none of its blocks exists.
public enum BatchFault: Error, Equatable, Sendable {
  case dataOverLimit(limitBytes: Int, foundBytes: Int)
  case truncatedHeader(foundBytes: Int)
  case unknownVersion(UInt8)
  case unknownCodec(UInt8)
  case rawLengthOverLimit(limitBytes: Int, declaredBytes: Int)
  case rawLengthMismatch(declaredBytes: Int, foundBytes: Int)
  /// The payload is no LZ4 block, or one of another length.
  case malformedBlock(LZ4Fault)
  /// What the payload holds is not the encoding of a body or of columns.
  case malformedBody(DecodingError)
  /// The columns are not those of any body.
  case malformedColumns(ColumnFault)
  case noBlocks
  /// The batch was made for another place in the chain, ...
  case wrongFirstBlock(expected: UInt64, found: UInt64)
  /// ... for another chain, ...
  case wrongParent(expected: HashPrefix, found: HashPrefix)
  /// ... for another inbox, as after an L1 reorg, ...
  case wrongInbox(expected: HashPrefix, found: HashPrefix)
  /// ... or in another term than the L1 was told.
  case wrongEpoch(expected: UInt64, found: UInt64)
}

/// Why a block of a batch does not exist, and no later one of that batch.
public enum BlockFault: Error, Equatable, Sendable {
  case notAfterParent(parentMs: UInt64, foundMs: UInt64)
  /// Further in the future of the entry's L1 block than the rules allow.
  case tooLate(latestMs: UInt64, foundMs: UInt64)
  /// Further in its past: whoever posts so late has had hindsight.
  case tooEarly(earliestMs: UInt64, foundMs: UInt64)
  case inboxGoesBackwards(read: UInt64, found: UInt64)
  case inboxBeyondEntry(limit: UInt64, found: UInt64)
  case tooManyMessages(limit: Int, found: UInt64)
}

/// What was wrong with an entry. Each has a defined result, so this is a report and never an end.
public enum DerivationFault: Error, Equatable, Sendable {
  case void(BatchFault)
  /// Block `index` of the batch, and all after it.
  case dropped(fromIndex: Int, BlockFault)
}
