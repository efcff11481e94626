/// Where the canonical L1 chain is kept. Every implementation passes one conformance suite.
public protocol L1Persistence: AnyObject {
  /// The newest block; nil before the first.
  var last: L1BlockRecord? { get throws(L1StoreError) }

  var counts: L1Counts { get throws(L1StoreError) }

  /// Keeps a block and all its contents, or nothing; durable when it returns.
  ///
  /// The first block may have any number; each one after it follows its parent, and indices leave no gap.
  func append(_ contents: L1Contents) throws(L1StoreError)

  func block(_ number: UInt64) throws(L1StoreError) -> L1BlockRecord?

  /// Blocks numbered `first` and above, in order, at most `limit`; likewise below by index.
  func blocks(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1BlockRecord]
  func entries(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1EntryRecord]
  func messages(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1ItemRecord]
  func claims(from first: UInt64, limit: Int) throws(L1StoreError) -> [L1ItemRecord]

  /// Removes every block above `number` and everything included in them.
  ///
  /// - Throws: `.unknownBlock` when block `number` is not there.
  func rollback(toBlock number: UInt64) throws(L1StoreError)
}

extension L1Persistence {
  /// The rules of `append`, the same for every implementation.
  func requireSuccessor(_ contents: L1Contents) throws(L1StoreError) {
    let block = contents.block
    if let last = try last {
      guard block.number == last.number + 1 else { throw .gap(expected: last.number + 1, found: block.number) }
      guard block.parent == last.hash else { throw .wrongParent(expected: last.hash, found: block.parent) }
    }
    let counts = try counts
    try requireDense(contents.entries.map { ($0.index, $0.l1Block) }, .entry, from: counts.entries, in: block)
    try requireDense(contents.messages.map { ($0.index, $0.l1Block) }, .message, from: counts.messages, in: block)
    try requireDense(contents.claims.map { ($0.index, $0.l1Block) }, .claim, from: counts.claims, in: block)
  }

  private func requireDense(
    _ items: [(index: UInt64, l1Block: UInt64)], _ kind: L1StoreError.Kind, from first: UInt64, in block: L1BlockRecord
  ) throws(L1StoreError) {
    for (offset, item) in items.enumerated() {
      let expected = first + UInt64(offset)
      guard item.index == expected else { throw .indexGap(kind, expected: expected, found: item.index) }
      guard item.l1Block == block.number else {
        throw .wrongBlock(kind, expected: block.number, found: item.l1Block)
      }
    }
  }
}
