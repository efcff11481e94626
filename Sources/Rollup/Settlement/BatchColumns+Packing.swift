import Ledger
import SSZ

extension BatchColumns {
  init(_ body: BatchBody) {
    self.init()
    (parentCheck, inboxCheck, firstBlock, epoch) = (body.parentCheck, body.inboxCheck, body.firstBlock, body.epoch)
    var packer = Packer()
    for block in body.blocks.elements { packer.append(block) }
    columns = packer.columns
  }
}

/// Takes blocks apart.
private struct Packer {
  private var pass = ColumnPass(ColumnWriter())

  mutating func append(_ block: BatchBlock) {
    var head = BlockHead(
      timestampMs: block.timestampMs, inboxUpTo: block.inboxUpTo, reportCount: UInt16(block.reports.count),
      itemCount: UInt32(block.items.count))
    pass.head(&head)
    for report in block.reports.elements { append(report: report.bytes) }
    for item in block.items.elements { append(item: item.bytes) }
  }

  private mutating func append(report bytes: [UInt8]) {
    guard var report = SignedPriceReport(columnar: bytes) else { return append(opaque: bytes) }
    append(kind: BatchColumns.reportKind)
    pass.report(&report)
  }

  private mutating func append(item bytes: [UInt8]) {
    guard var signed = SignedTransaction(columnar: bytes) else { return append(opaque: bytes) }
    append(kind: signed.transaction.action.selector)
    pass.envelope(&signed.transaction)
    append(signed.transaction.action)
    pass.signature(&signed.signature)
  }

  private mutating func append(opaque bytes: [UInt8]) {
    append(kind: BatchColumns.opaqueKind)
    var copy = bytes
    pass.opaque(&copy)
  }

  private mutating func append(kind: UInt8) {
    var copy = kind
    pass.coder.byte(&copy, in: .kinds)
  }

  private mutating func append(_ action: Action) {
    switch action {
    case .place(var body): pass.place(&body)
    case .cancel(var body): pass.cancel(&body)
    case .amend(var body): pass.amend(&body)
    case .batch(let body): append(body)
    case .cancelAll, .armDeadMan, .transfer, .withdraw, .setMarginMode, .addKey, .revokeKey:
      var body = Array(action.encoded().dropFirst())
      pass.coder.bytes(&body, in: .bodies)
    }
  }

  private mutating func append(_ batch: Batch) {
    var (mode, count) = (batch.mode.rawValue, UInt16(batch.operations.count))
    pass.coder.byte(&mode, in: .bodies)
    pass.coder.number(&count, in: .bodies)
    for operation in batch.operations.elements {
      append(kind: operation.action.selector)
      append(operation.action)
    }
  }

  var columns: BoundedList<ByteList<4_194_304>, 32> {
    do throws(DecodingError) {
      var lists: [ByteList<4_194_304>] = []
      for column in pass.coder.columns { lists.append(try ByteList(column)) }
      return try BoundedList(lists)
    } catch { preconditionFailure("a batch has longer columns than the L1 takes bytes") }
  }
}

extension BatchColumns {
  static let opaqueKind: UInt8 = 0
  static let reportKind: UInt8 = 1
}

extension SignedPriceReport {
  /// The report that has these bytes, if columns can hold all of it.
  init?(columnar bytes: [UInt8]) {
    guard let report = try? Self.decoded(bytes), report.signature.isCompact else { return nil }
    self = report
  }
}

extension SignedTransaction {
  /// The transaction that has these bytes, if columns can hold all of it.
  init?(columnar bytes: [UInt8]) {
    guard let signed = try? Self.decoded(bytes), signed.signature.isCompact else { return nil }
    self = signed
  }
}
