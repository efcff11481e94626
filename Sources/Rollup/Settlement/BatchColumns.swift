import SSZ

/// A `BatchBody` taken apart: what is alike stands together, so that LZ4 finds it, and signatures stand at the end.
///
/// There is one such form of each body. Numbers are LEB128 in as few bytes as they need; a *step* is the difference to
/// an earlier number, wrapping, with its sign in the lowest bit.
struct BatchColumns: SSZContainer, Equatable {
  var parentCheck = HashPrefix()
  var inboxCheck = HashPrefix()
  var firstBlock: UInt64 = 0
  var epoch: UInt64 = 0
  /// One for each `Column`.
  var columns = BoundedList<ByteList<4_194_304>, 32>()

  init() {}

  mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("parentCheck", &parentCheck)
    try visitor.field("inboxCheck", &inboxCheck)
    try visitor.field("firstBlock", &firstBlock)
    try visitor.field("epoch", &epoch)
    try visitor.field("columns", &columns)
  }
}

/// What is kept apart from the rest of a batch, in the order in which it is written.
public enum Column: Int, CaseIterable, Sendable {
  /// Of each block: two steps, from the block before (or 0), of its time and of `inboxUpTo`; the numbers of its reports
  /// and of its items.
  case blocks = 0
  /// One byte for each report (0 or 1), item (0 or the action's selector) and operation of a batch (its selector).
  case kinds
  /// Numbers.
  case owners
  /// Three bytes, `scheme`, `subAccount` and `keySlot`; the number `keyGeneration`.
  case seats
  /// Steps from one more than the last nonce of the same owner and key slot, or from 1.
  case nonces
  /// Times (`expiryMs` of transactions).
  case expiries
  /// Numbers, of orders placed, cancelled and amended.
  case markets
  /// A byte for each order placed: bit 0 `side`, 1–2 `timeInForce`, 3 `isReduceOnly`, 4–5 `selfTrade`,
  /// 6 `preventsByOwner`, 7 `trigger`.
  case flags
  /// Numbers, of orders placed and amended.
  case lots
  /// Steps (of 32 bits) from the last tick of the same market, or from 0.
  case ticks
  /// Numbers of the orders cancelled and amended.
  case orders
  /// Numbers, of orders placed, cancelled and amended.
  case clientIDs
  /// Of each order placed: its expiry, a time; the numbers `triggerTick` and `band`.
  case terms
  /// Of each report: the byte `publisher`, the number `feed`, the byte `exponent`; steps of `confidence` from the last
  /// of the feed, and of `sequence` from one more than the publisher's last of the feed.
  case reportHeads
  /// Steps from the last price of the feed.
  case reportPrices
  /// Steps from the block's time.
  case reportTimes
  /// Of each batch of operations: the byte `mode`, the number of operations. Of each other action: the SSZ encoding.
  case bodies
  /// Of each item or report that is not well-formed: the number of its bytes, and its bytes.
  case opaque
  /// 64 bytes each, `r ‖ s`, with `yParity` in the highest bit of `s`.
  case signatures
}

/// Why columns are not those of any body.
public enum ColumnFault: Error, Equatable, Sendable {
  case columnCount(expected: Int, found: Int)
  case truncated(Column)
  case trailingBytes(Column, count: Int)
  /// A number in more bytes than it needs.
  case overlongNumber(Column)
  /// A number that its field cannot hold.
  case numberTooLarge(Column)
  case unknownKind(UInt8)
  /// Bytes that came whole, although their parts have columns of their own.
  case notOpaque
  /// An action, or a list, that no transaction or body can hold.
  case malformed(DecodingError)
  case bodyOverLimit(limitBytes: Int)
}
