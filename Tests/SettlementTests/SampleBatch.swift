import Cryptography
import Ledger
import SSZ
import Settlement
import TestSupport
import Units

/// Bodies with every kind of report and item, well-formed or not, signed by nobody.
struct SampleBatch {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// One of each kind of item and report, in two blocks.
  static func everyKind() throws -> BatchBody {
    var sample = SampleBatch(seed: 12)
    var (first, second) = (BatchBlock(), BatchBlock())
    first.timestampMs = 1_700_000_000_250
    second.timestampMs = 1_700_000_000_500
    (first.inboxUpTo, second.inboxUpTo) = (3, 5)
    first.reports = try BoundedList([ByteList(sample.report(at: first.timestampMs)), ByteList([1, 2])])
    first.items = try BoundedList((1...6).map { try ByteList(sample.item(UInt8($0), at: first.timestampMs)) })
    second.items = try BoundedList(
      (7...11).map { try ByteList(sample.item(UInt8($0), at: second.timestampMs)) } + [ByteList([]), ByteList([7])])
    var body = BatchBody()
    body.parentCheck = HashPrefix(of: SHA256.hash([1]))
    body.firstBlock = 8
    body.epoch = 4
    body.blocks = try BoundedList([first, second])
    return body
  }

  /// A body of any content.
  mutating func body() throws -> BatchBody {
    var body = BatchBody()
    body.parentCheck = HashPrefix(of: SHA256.hash(random.bytes(1)))
    body.inboxCheck = HashPrefix(of: SHA256.hash(random.bytes(1)))
    (body.firstBlock, body.epoch) = (number(), number())
    var blocks: [BatchBlock] = []
    for _ in 0..<Int.random(in: 0..<4, using: &random) { blocks.append(try block()) }
    body.blocks = try BoundedList(blocks)
    return body
  }

  private mutating func block() throws -> BatchBlock {
    var block = BatchBlock()
    (block.timestampMs, block.inboxUpTo) = (number(), number())
    var reports: [ByteList<512>] = []
    for _ in 0..<Int.random(in: 0..<6, using: &random) {
      let isNoise = random.oneIn(4)
      reports.append(try ByteList(isNoise ? noise() : report(at: block.timestampMs)))
    }
    var items: [ByteList<16_384>] = []
    for _ in 0..<Int.random(in: 0..<20, using: &random) {
      let kind = UInt8.random(in: 0...11, using: &random)
      items.append(try ByteList(kind == 0 ? noise() : item(kind, at: block.timestampMs)))
    }
    block.reports = try BoundedList(reports)
    block.items = try BoundedList(items)
    return block
  }

  private mutating func noise() -> [UInt8] { random.bytes(.random(in: 0..<40, using: &random)) }

  /// Small, large, or anything.
  private mutating func number() -> UInt64 {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: 0
    case 1: .random(in: 0..<300, using: &random)
    case 2: .max - .random(in: 0..<3, using: &random)
    default: random.next()
    }
  }

  /// A signature that may be one; once in sixteen, one that columns cannot hold.
  private mutating func signature() -> SignatureBytes {
    var signature = SignatureBytes()
    signature.r = Bytes32(random.bytes(32))
    signature.s = Bytes32([.random(in: 0..<128, using: &random)] + random.bytes(31))
    signature.yParity = .random(in: 0...1, using: &random)
    if random.oneIn(32) { signature.yParity = 2 }
    if random.oneIn(32) { signature.s[byte: 0] |= 0x80 }
    return signature
  }

  mutating func report(at timestampMs: UInt64) -> [UInt8] {
    var report = PriceReport()
    report.feed = .random(in: 0..<300, using: &random)
    (report.price, report.confidence, report.sequence) = (number(), number(), number())
    report.exponent = .random(in: .min ... .max, using: &random)
    report.publishTimeMs = random.oneIn(2) ? number() : timestampMs &- .random(in: 0..<500, using: &random)
    return SignedPriceReport(report, publisher: .random(in: 0..<4, using: &random), signature: signature()).encoded()
  }

  mutating func item(_ kind: UInt8, at timestampMs: UInt64) throws -> [UInt8] {
    var transaction = Transaction(
      owner: OwnerID(random.oneIn(2) ? 4 : UInt32(truncatingIfNeeded: number())), nonce: number(),
      action: try action(kind))
    transaction.scheme = random.oneIn(4) ? 1 : 0
    transaction.subAccount = .random(in: 0...255, using: &random)
    transaction.keySlot = .random(in: 0..<2, using: &random)
    transaction.keyGeneration = UInt32(truncatingIfNeeded: number())
    transaction.expiryMs = random.oneIn(2) ? number() : timestampMs &+ .random(in: 0..<2, using: &random)
    return SignedTransaction(transaction, signature: signature()).encoded()
  }

  private mutating func action(_ kind: UInt8) throws -> Action {
    switch kind {
    case 1...3: return try operation(kind).action
    case 4: return .cancelAll(CancelAll())
    case 5: return .batch(try batch())
    case 6: return .armDeadMan(ArmDeadMan())
    case 7: return .transfer(Transfer())
    case 8: return .withdraw(Withdraw())
    case 9: return .setMarginMode(SetMarginMode())
    case 10: return .addKey(AddKey())
    default: return .revokeKey(RevokeKey())
    }
  }

  private mutating func batch() throws -> Batch {
    var batch = Batch()
    batch.mode = random.oneIn(2) ? .skip : .atomic
    var operations: [Ledger.Operation] = []
    for _ in 0..<Int.random(in: 0..<5, using: &random) {
      operations.append(try operation(.random(in: 1...3, using: &random)))
    }
    batch.operations = try BoundedList(operations)
    return batch
  }

  private mutating func operation(_ kind: UInt8) throws -> Ledger.Operation {
    let market = UInt16.random(in: 0..<300, using: &random)
    let (quantity, tick) = (Quantity(lots: number()), UInt32(truncatingIfNeeded: number()))
    let clientID = UInt128(number()) << (random.oneIn(3) ? 64 : 0)
    switch kind {
    case 1: return .place(try order(market, quantity, tick, clientID))
    case 2:
      var cancellation = CancelOrder(market: market, clientID: clientID)
      cancellation.order = OrderID(rawValue: number())
      return .cancel(cancellation)
    default:
      var amendment = AmendOrder()
      (amendment.market, amendment.order, amendment.clientID) = (market, OrderID(rawValue: number()), clientID)
      (amendment.quantity, amendment.tick) = (quantity, tick)
      return .amend(amendment)
    }
  }

  private mutating func order(
    _ market: UInt16, _ quantity: Quantity, _ tick: UInt32, _ clientID: UInt128
  ) throws -> PlaceOrder {
    var order = PlaceOrder(
      market: market, side: random.oneIn(2) ? .buy : .sell,
      timeInForce: TimeInForce.allCases[Int.random(in: 0..<4, using: &random)], quantity: quantity, tick: tick,
      clientID: clientID)
    order.isReduceOnly = random.oneIn(2)
    order.preventsByOwner = random.oneIn(2)
    order.selfTrade = try SelfTrade.decoded([.random(in: 0..<4, using: &random)])
    order.trigger = random.oneIn(2) ? .stop : .takeProfit
    order.expiryMs = number()
    order.triggerTick = UInt32(truncatingIfNeeded: number())
    order.band = Rate(partsPerMillion: UInt32(truncatingIfNeeded: number()))
    return order
  }
}
