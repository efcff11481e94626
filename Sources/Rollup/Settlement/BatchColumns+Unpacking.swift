import Ledger
import SSZ

extension BatchColumns {
  /// The one body that has these columns.
  func body() throws(ColumnFault) -> BatchBody {
    var body = BatchBody()
    (body.parentCheck, body.inboxCheck, body.firstBlock, body.epoch) = (parentCheck, inboxCheck, firstBlock, epoch)
    var unpacker = try Unpacker(columns.elements)
    body.blocks = try unpacker.blocks()
    return body
  }
}

/// Puts blocks together again.
///
/// Each block, report, item and operation takes at least one byte of a column, and what they become is counted: a batch
/// that says little can neither take long nor grow large.
private struct Unpacker {
  private var pass: ColumnPass<ColumnReader>
  /// Of the body, as far as it is unpacked.
  private var byteCount = BatchBody.emptyByteCount

  init(_ columns: [ByteList<4_194_304>]) throws(ColumnFault) { pass = ColumnPass(try ColumnReader(columns)) }

  mutating func blocks() throws(ColumnFault) -> BoundedList<BatchBlock, 4_096> {
    var blocks: [BatchBlock] = []
    while !pass.coder.isAtEnd(of: .blocks) { blocks.append(try block()) }
    try pass.coder.finish()
    return try legal { () throws(DecodingError) in try BoundedList(blocks) }
  }

  private mutating func block() throws(ColumnFault) -> BatchBlock {
    var (head, block) = (BlockHead(), BatchBlock())
    try pass.head(&head)
    try count(BatchBlock.emptyByteCount)
    (block.timestampMs, block.inboxUpTo) = (head.timestampMs, head.inboxUpTo)
    var reports: [ByteList<512>] = []
    for _ in 0..<head.reportCount { reports.append(try listed(try report())) }
    var items: [ByteList<16_384>] = []
    for _ in 0..<head.itemCount { items.append(try listed(try item())) }
    block.reports = try legal { () throws(DecodingError) in try BoundedList(reports) }
    block.items = try legal { () throws(DecodingError) in try BoundedList(items) }
    return block
  }

  private mutating func listed<let limit: Int>(_ bytes: [UInt8]) throws(ColumnFault) -> ByteList<limit> {
    try count(4 + bytes.count)
    return try legal { () throws(DecodingError) in try ByteList(bytes) }
  }

  private mutating func count(_ bytes: Int) throws(ColumnFault) {
    byteCount += bytes
    guard byteCount <= BatchCodec.rawLimitBytes else { throw .bodyOverLimit(limitBytes: BatchCodec.rawLimitBytes) }
  }

  private func legal<Value>(_ make: () throws(DecodingError) -> Value) throws(ColumnFault) -> Value {
    do throws(DecodingError) { return try make() } catch { throw .malformed(error) }
  }
}

// MARK: - Reports and items

extension Unpacker {
  private mutating func kind() throws(ColumnFault) -> UInt8 {
    var kind: UInt8 = 0
    try pass.coder.byte(&kind, in: .kinds)
    return kind
  }

  private mutating func report() throws(ColumnFault) -> [UInt8] {
    let kind = try kind()
    if kind == BatchColumns.opaqueKind {
      return try opaque { SignedPriceReport(columnar: $0) == nil }
    }
    guard kind == BatchColumns.reportKind else { throw .unknownKind(kind) }
    var report = SignedPriceReport()
    try pass.report(&report)
    return report.encoded()
  }

  private mutating func item() throws(ColumnFault) -> [UInt8] {
    let kind = try kind()
    if kind == BatchColumns.opaqueKind {
      return try opaque { SignedTransaction(columnar: $0) == nil }
    }
    var signed = SignedTransaction()
    try pass.envelope(&signed.transaction)
    signed.transaction.action = try action(kind)
    try pass.signature(&signed.signature)
    return signed.encoded()
  }

  private mutating func opaque(_ hasNoColumns: ([UInt8]) -> Bool) throws(ColumnFault) -> [UInt8] {
    var bytes: [UInt8] = []
    try pass.opaque(&bytes)
    guard hasNoColumns(bytes) else { throw .notOpaque }
    return bytes
  }

  private mutating func action(_ kind: UInt8) throws(ColumnFault) -> Action {
    switch kind {
    case 1...3: return try operation(kind).action
    case 5: return .batch(try batch())
    default: break
    }
    guard let bodyBytes = Action.fixedBodyBytes(kind) else { throw .unknownKind(kind) }
    var body = [UInt8](repeating: 0, count: bodyBytes)
    try pass.coder.bytes(&body, in: .bodies)
    return try legal { () throws(DecodingError) in try Action.decoded([kind] + body) }
  }

  private mutating func operation(_ kind: UInt8) throws(ColumnFault) -> Ledger.Operation {
    switch kind {
    case 1:
      var order = PlaceOrder()
      try pass.place(&order)
      return .place(order)
    case 2:
      var cancellation = CancelOrder()
      try pass.cancel(&cancellation)
      return .cancel(cancellation)
    case 3:
      var amendment = AmendOrder()
      try pass.amend(&amendment)
      return .amend(amendment)
    default: throw .unknownKind(kind)
    }
  }

  private mutating func batch() throws(ColumnFault) -> Batch {
    var (mode, count, batch) = (UInt8(0), UInt16(0), Batch())
    try pass.coder.byte(&mode, in: .bodies)
    batch.mode = try legal { () throws(DecodingError) in try Batch.Mode.decoded([mode]) }
    try pass.coder.number(&count, in: .bodies)
    var operations: [Ledger.Operation] = []
    for _ in 0..<count { operations.append(try operation(try kind())) }
    batch.operations = try legal { () throws(DecodingError) in try BoundedList(operations) }
    return batch
  }
}

extension Action {
  /// How long the encoding of such an action is behind its selector, where that is always the same.
  fileprivate static func fixedBodyBytes(_ selector: UInt8) -> Int? {
    switch selector {
    case 4: CancelAll.fixedByteCount
    case 6: ArmDeadMan.fixedByteCount
    case 7: Transfer.fixedByteCount
    case 8: Withdraw.fixedByteCount
    case 9: SetMarginMode.fixedByteCount
    case 10: AddKey.fixedByteCount
    case 11: RevokeKey.fixedByteCount
    default: nil
    }
  }
}
