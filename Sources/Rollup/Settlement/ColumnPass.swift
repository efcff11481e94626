import Cryptography
import Ledger
import SSZ
import Units

/// Goes through a batch in its order, and says which column each field is written to or read from.
struct ColumnPass<Coder: ColumnCoder> {
  var coder: Coder
  private var block = BlockHead()
  /// By `owner · 2^8 + keySlot`.
  private var nonces: [UInt64: UInt64] = [:]
  /// By market.
  private var ticks: [UInt16: UInt32] = [:]
  /// By feed.
  private var reports: [UInt16: PriceReport] = [:]
  /// By `feed · 2^8 + publisher`.
  private var sequences: [UInt32: UInt64] = [:]

  init(_ coder: Coder) { self.coder = coder }

  mutating func head(_ head: inout BlockHead) throws(Coder.Failure) {
    try coder.step(&head.timestampMs, from: block.timestampMs, in: .blocks)
    try coder.step(&head.inboxUpTo, from: block.inboxUpTo, in: .blocks)
    try coder.number(&head.reportCount, in: .blocks)
    try coder.number(&head.itemCount, in: .blocks)
    block = head
  }

  mutating func opaque(_ bytes: inout [UInt8]) throws(Coder.Failure) {
    var count = UInt16(bytes.count)
    try coder.number(&count, in: .opaque)
    bytes = Self.resized(bytes, to: Int(count))
    try coder.bytes(&bytes, in: .opaque)
  }

  private static func resized(_ bytes: [UInt8], to count: Int) -> [UInt8] {
    bytes.count == count ? bytes : [UInt8](repeating: 0, count: count)
  }

  mutating func signature(_ signature: inout SignatureBytes) throws(Coder.Failure) {
    var bytes = signature.compactBytes
    try coder.bytes(&bytes, in: .signatures)
    signature = SignatureBytes(compactBytes: bytes)
  }
}

/// What stands in `Column.blocks`.
struct BlockHead {
  var timestampMs: UInt64 = 0
  var inboxUpTo: UInt64 = 0
  var reportCount: UInt16 = 0
  var itemCount: UInt32 = 0
}

// MARK: - Reports

extension ColumnPass {
  mutating func report(_ signed: inout SignedPriceReport) throws(Coder.Failure) {
    var exponent = UInt8(bitPattern: signed.report.exponent)
    try coder.byte(&signed.publisher, in: .reportHeads)
    try coder.number(&signed.report.feed, in: .reportHeads)
    try coder.byte(&exponent, in: .reportHeads)
    signed.report.exponent = Int8(bitPattern: exponent)
    try values(of: &signed.report, publisher: signed.publisher)
    try signature(&signed.signature)
  }

  private mutating func values(of report: inout PriceReport, publisher: UInt8) throws(Coder.Failure) {
    let last = reports[report.feed] ?? PriceReport()
    let source = UInt32(report.feed) << 8 | UInt32(publisher)
    try coder.step(&report.confidence, from: last.confidence, in: .reportHeads)
    try coder.step(&report.sequence, from: (sequences[source] ?? 0) &+ 1, in: .reportHeads)
    try coder.step(&report.price, from: last.price, in: .reportPrices)
    try coder.step(&report.publishTimeMs, from: block.timestampMs, in: .reportTimes)
    reports[report.feed] = report
    sequences[source] = report.sequence
  }
}

// MARK: - Transactions

extension ColumnPass {
  /// All of a transaction but its action.
  mutating func envelope(_ transaction: inout Transaction) throws(Coder.Failure) {
    var owner = transaction.owner.rawValue
    try coder.number(&owner, in: .owners)
    transaction.owner = OwnerID(owner)
    try coder.byte(&transaction.scheme, in: .seats)
    try coder.byte(&transaction.subAccount, in: .seats)
    try coder.byte(&transaction.keySlot, in: .seats)
    try coder.number(&transaction.keyGeneration, in: .seats)
    let signer = UInt64(owner) << 8 | UInt64(transaction.keySlot)
    try coder.step(&transaction.nonce, from: (nonces[signer] ?? 0) &+ 1, in: .nonces)
    nonces[signer] = transaction.nonce
    try coder.time(&transaction.expiryMs, from: block.timestampMs, in: .expiries)
  }

  mutating func place(_ order: inout PlaceOrder) throws(Coder.Failure) {
    try coder.number(&order.market, in: .markets)
    var flags = order.flags
    try coder.byte(&flags, in: .flags)
    order.flags = flags
    try quantity(&order.quantity)
    try tick(&order.tick, in: order.market)
    try coder.number(&order.clientID, in: .clientIDs)
    try coder.time(&order.expiryMs, from: block.timestampMs, in: .terms)
    try coder.number(&order.triggerTick, in: .terms)
    var band = order.band.partsPerMillion
    try coder.number(&band, in: .terms)
    order.band = Rate(partsPerMillion: band)
  }

  mutating func cancel(_ cancellation: inout CancelOrder) throws(Coder.Failure) {
    try coder.number(&cancellation.market, in: .markets)
    try name(&cancellation.order, &cancellation.clientID)
  }

  mutating func amend(_ amendment: inout AmendOrder) throws(Coder.Failure) {
    try coder.number(&amendment.market, in: .markets)
    try name(&amendment.order, &amendment.clientID)
    try quantity(&amendment.quantity)
    try tick(&amendment.tick, in: amendment.market)
  }

  private mutating func name(_ order: inout OrderID, _ clientID: inout UInt128) throws(Coder.Failure) {
    var number = order.rawValue
    try coder.number(&number, in: .orders)
    order = OrderID(rawValue: number)
    try coder.number(&clientID, in: .clientIDs)
  }

  private mutating func quantity(_ quantity: inout Quantity) throws(Coder.Failure) {
    var lots = quantity.lots
    try coder.number(&lots, in: .lots)
    quantity = Quantity(lots: lots)
  }

  private mutating func tick(_ tick: inout UInt32, in market: UInt16) throws(Coder.Failure) {
    try coder.step(&tick, from: ticks[market] ?? 0, in: .ticks)
    ticks[market] = tick
  }
}

extension PlaceOrder {
  /// Eight bits of which each value is an order's: see `Column.flags`.
  fileprivate var flags: UInt8 {
    get {
      side.rawValue | timeInForce.rawValue << 1 | (isReduceOnly ? 1 : 0) << 3 | selfTrade.rawValue << 4
        | (preventsByOwner ? 1 : 0) << 6 | trigger.rawValue << 7
    }
    set {
      side = Side(rawValue: newValue & 1) ?? .buy
      timeInForce = TimeInForce(rawValue: newValue >> 1 & 3) ?? .goodTillCancelled
      isReduceOnly = newValue >> 3 & 1 == 1
      selfTrade = SelfTrade(rawValue: newValue >> 4 & 3) ?? .expireMaker
      preventsByOwner = newValue >> 6 & 1 == 1
      trigger = TriggerKind(rawValue: newValue >> 7) ?? .stop
    }
  }
}

extension SignatureBytes {
  /// Whether 64 bytes hold it. A signature that is valid always is so: its `s` is low (EIP-2098).
  var isCompact: Bool { yParity <= 1 && s[byte: 0] < 0x80 }

  fileprivate var compactBytes: [UInt8] {
    var bytes: [UInt8] = []
    r.append(to: &bytes)
    s.append(to: &bytes)
    bytes[32] |= yParity << 7
    return bytes
  }

  fileprivate init(compactBytes bytes: [UInt8]) {
    self.init()
    r = Bytes32(loading: bytes, at: 0)
    s = Bytes32(loading: bytes, at: 32)
    s[byte: 0] &= 0x7f
    yParity = bytes[32] >> 7
  }
}
