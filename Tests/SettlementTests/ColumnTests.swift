import Ledger
import SSZ
import Settlement
import Testing
import Units

@Suite struct `The columns of a batch` {
  /// A block with an order, a batch of one cancellation, a limit on the nonces, one report and one item of no form.
  private static func body() throws -> BatchBody {
    var block = BatchBlock()
    block.timestampMs = 1_000
    var order = Transaction(
      owner: OwnerID(4), nonce: 7,
      action: .place(
        PlaceOrder(
          market: 1, side: .sell, timeInForce: .postOnly,
          quantity: Quantity(lots: 300), tick: 9_000)))
    order.expiryMs = 1_001
    var batch = Batch()
    batch.operations = try BoundedList([.cancel(CancelOrder(market: 1, clientID: 9))])
    let second = Transaction(owner: OwnerID(4), nonce: 8, action: .batch(batch))
    let third = Transaction(owner: OwnerID(5), nonce: 1, action: .cancelAll(CancelAll()))
    let items = [order, second, third].map { SignedTransaction($0, signature: SignatureBytes()).encoded() }
    block.items = try BoundedList((items + [[1, 2, 3]]).map { try ByteList($0) })
    var price = PriceReport()
    (price.price, price.confidence, price.exponent) = (70_000, 60, -2)
    (price.publishTimeMs, price.sequence) = (999, 1)
    let report = SignedPriceReport(price, publisher: 2, signature: SignatureBytes())
    block.reports = try BoundedList([ByteList(report.encoded()), ByteList([])])
    var body = BatchBody()
    body.blocks = try BoundedList([block])
    return body
  }

  @Test func `stand as the documentation says`() throws {
    let tampered = try TamperedColumns(try Self.body())
    #expect(tampered[.blocks] == [0xd0, 0x0f, 0, 2, 4])  // 1,000 ms as a step: 2,000.
    #expect(tampered[.kinds] == [1, 0, 1, 5, 2, 4, 0])
    #expect(tampered[.owners] == [4, 4, 5])
    #expect(tampered[.seats] == [UInt8](repeating: 0, count: 12))
    #expect(tampered[.nonces] == [12, 0, 0])
    #expect(tampered[.expiries] == [2, 0, 0])
    #expect(tampered[.markets] == [1, 1])
    #expect(tampered[.flags] == [1 | 3 << 1])
    #expect(tampered[.lots] == [0xac, 0x02])
    #expect(tampered[.ticks] == [0xd0, 0x8c, 0x01])
    #expect(tampered[.orders] == [0])
    #expect(tampered[.clientIDs] == [0, 9])
    #expect(tampered[.terms] == [0, 0, 0])
    #expect(tampered[.reportHeads] == [2, 0, 0xfe, 120, 0])
    #expect(tampered[.reportPrices] == [0xe0, 0xc5, 0x08])
    #expect(tampered[.reportTimes] == [1])
    #expect(tampered[.bodies].prefix(2) == [0, 1])
    #expect(tampered[.opaque] == [0, 3, 1, 2, 3])
    #expect(tampered[.signatures].count == 4 * 64)
  }

  @Test func `are refused for one named reason`() throws {
    for row in try Self.faults() {
      #expect(throws: BatchFault.malformedColumns(row.fault)) { try BatchCodec.decode(row.data) }
    }
  }

  /// Batches whose columns have one fault each.
  static func faults() throws -> [(fault: ColumnFault, data: [UInt8])] {
    let order = try body().blocks.elements[0].items.elements[0].bytes
    var table: [(ColumnFault, [UInt8])] = []
    func fault(_ expected: ColumnFault, _ change: (inout TamperedColumns) throws -> Void) throws {
      var tampered = try TamperedColumns(try body())
      try change(&tampered)
      table.append((expected, try tampered.data))
    }
    try fault(.columnCount(expected: 19, found: 18)) { $0.columns.removeLast() }
    try fault(.columnCount(expected: 19, found: 20)) { $0.columns.append([]) }
    for column in Column.allCases {
      try fault(.truncated(column)) { $0[column].removeLast() }
      guard column != .blocks else { continue }
      try fault(.trailingBytes(column, count: 1)) { $0[column].append(0) }
    }
    try fault(.truncated(.blocks)) { $0[.blocks].append(0) }
    try fault(.overlongNumber(.owners)) { $0[.owners] = [0x84, 0x00] + $0[.owners].dropFirst() }
    try fault(.numberTooLarge(.markets)) { $0[.markets] = [0x80, 0x80, 0x04, 1] }
    try fault(.numberTooLarge(.owners)) { $0[.owners] = [0x80, 0x80, 0x80, 0x80, 0x10, 4, 5] }
    try fault(.numberTooLarge(.nonces)) { $0[.nonces] = [UInt8](repeating: 0xff, count: 9) + [2, 0, 0] }
    try fault(.numberTooLarge(.clientIDs)) { $0[.clientIDs] = [UInt8](repeating: 0xff, count: 18) + [4, 9] }
    try fault(.unknownKind(12)) { $0[.kinds][2] = 12 }
    try fault(.unknownKind(2)) { $0[.kinds][0] = 2 }
    try fault(.unknownKind(4)) { $0[.kinds][4] = 4 }
    try fault(.notOpaque) { $0[.opaque] = [0] + [UInt8(order.count & 0x7f) | 0x80, 1] + order }
    try fault(.malformed(.unknownSelector(2))) { $0[.bodies][0] = 2 }
    try fault(.malformed(.overLimit(limit: 512, found: 513))) {
      $0[.opaque] = [0x81, 0x04] + [UInt8](repeating: 0, count: 513) + $0[.opaque].dropFirst()
    }
    try fault(.malformed(.overLimit(limit: 16_384, found: 16_385))) {
      $0[.opaque] = [0, 0x81, 0x80, 0x01] + [UInt8](repeating: 0, count: 16_385)
    }
    return table
  }

  @Test func `take lists of any length that a body may have, and no longer`() throws {
    func empty(_ change: (inout TamperedColumns) -> Void) throws -> [UInt8] {
      var tampered = try TamperedColumns(BatchBody())
      change(&tampered)
      return try tampered.data
    }
    let blocks = [UInt8](repeating: 0, count: 4 * 4_096)
    #expect(try BatchCodec.decode(empty { $0[.blocks] = blocks }).blocks.count == 4_096)
    #expect(throws: BatchFault.malformedColumns(.malformed(.overLimit(limit: 4_096, found: 4_097)))) {
      try BatchCodec.decode(empty { $0[.blocks] = blocks + [0, 0, 0, 0] })
    }
    func items(_ count: Int) throws -> [UInt8] {
      try empty {
        $0[.blocks] = [0, 0, 0, UInt8(count & 0x7f) | 0x80, UInt8(count >> 7 & 0x7f) | 0x80, UInt8(count >> 14)]
        ($0[.kinds], $0[.opaque]) = ([UInt8](repeating: 0, count: count), [UInt8](repeating: 0, count: count))
      }
    }
    #expect(try BatchCodec.decode(items(65_536)).blocks.elements[0].items.count == 65_536)
    #expect(throws: BatchFault.malformedColumns(.malformed(.overLimit(limit: 65_536, found: 65_537)))) {
      try BatchCodec.decode(items(65_537))
    }
    let fault = BatchFault.malformedColumns(.malformed(.overLimit(limit: 256, found: 257)))
    #expect(throws: fault) {
      try BatchCodec.decode(
        empty {
          $0[.blocks] = [0, 0, 0, 1]
          $0[.kinds] = [5] + [UInt8](repeating: 2, count: 257)
          ($0[.owners], $0[.seats], $0[.nonces], $0[.expiries]) = ([4], [0, 0, 0, 0], [0], [0])
          $0[.bodies] = [0, 0x81, 0x02]
          $0[.markets] = [UInt8](repeating: 0, count: 257)
          ($0[.orders], $0[.clientIDs]) = ($0[.markets], $0[.markets])
        })
    }
  }

  /// Each operation takes 6 bytes or less of columns, and 31 of a body.
  @Test func `that would grow beyond the limit are refused before they do`() throws {
    var tampered = try TamperedColumns(BatchBody())
    let (batches, operations) = (600, 256)
    tampered[.blocks] = [0, 0, 0, 0xd8, 0x04]
    tampered[.kinds] = (0..<batches).flatMap { _ in [5] + [UInt8](repeating: 2, count: operations) }
    for column in [Column.owners, .nonces, .expiries] { tampered[column] = [UInt8](repeating: 0, count: batches) }
    tampered[.seats] = [UInt8](repeating: 0, count: 4 * batches)
    tampered[.bodies] = (0..<batches).flatMap { _ in [0, 0x80, 0x02] as [UInt8] }
    for column in [Column.markets, .orders, .clientIDs] {
      tampered[column] = [UInt8](repeating: 0, count: batches * operations)
    }
    tampered[.signatures] = [UInt8](repeating: 0, count: 64 * batches)
    let data = try tampered.data
    #expect(data.count < 10_000)
    #expect(throws: BatchFault.malformedColumns(.bodyOverLimit(limitBytes: 4 << 20))) { try BatchCodec.decode(data) }
  }
}
