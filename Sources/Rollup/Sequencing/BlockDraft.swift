import Ledger
import SSZ
import StateTransition

/// A block that is being filled. It is sealed once, by a function that takes it away.
public struct BlockDraft: ~Copyable {
  public let timestampMs: UInt64
  public let epoch: UInt64
  private var messages: [InboxMessage] = []
  private var reports: [PooledReport] = []
  private var items: [PooledItem] = []
  private var byteCount = 0

  /// What a batch has room for, with some to spare: 4 MiB, less the fields around.
  public static let byteLimit = 3 << 20
  public static let itemLimit = 65_536
  public static let reportLimit = 1_024
  public static let messageLimit = 65_536

  public init(timestampMs: UInt64, epoch: UInt64) {
    self.timestampMs = timestampMs
    self.epoch = epoch
  }

  /// Adds as many messages as a block has room for; the rest waits for the next.
  public mutating func add(_ new: some Collection<InboxMessage>) {
    messages += new.prefix(Self.messageLimit - messages.count)
  }

  /// Adds as many reports as there is room for, and says how many.
  @discardableResult
  public mutating func add(_ new: some Collection<PooledReport>) -> Int {
    let fitting = new.prefix(Self.reportLimit - reports.count)
    reports += fitting
    byteCount += fitting.reduce(0) { $0 + $1.bytes.bytes.count }
    return fitting.count
  }

  /// Moves items out of the pool while there is room.
  public mutating func fill(from pool: inout Mempool) {
    let taken = pool.take(itemLimit: Self.itemLimit - items.count, byteLimit: Self.byteLimit - byteCount)
    items += taken
    byteCount += taken.reduce(0) { $0 + $1.bytes.bytes.count }
  }

  /// The inputs of the block, with what is known about their signatures.
  public consuming func inputs() -> KnownInputs {
    var inputs = BlockInputs()
    inputs.timestampMs = timestampMs
    inputs.epoch = epoch
    do throws(DecodingError) {
      inputs.messages = try BoundedList(messages)
      inputs.reports = try BoundedList(reports.map(\.bytes))
      inputs.items = try BoundedList(items.map(\.bytes))
    } catch { preconditionFailure("a draft holds more than a block: \(error)") }
    return KnownInputs(inputs, reports: reports.map(\.input), items: items.map(\.input))
  }
}

/// A signed price that waits for a block, its signature checked.
public struct PooledReport: Equatable, Sendable {
  public let bytes: ByteList<512>
  public let input: SignedInput<SignedPriceReport>

  /// - Throws: `.malformed` for more bytes than a block takes in.
  public init(_ bytes: [UInt8], domain: SigningDomain) throws(Refusal) {
    do throws(DecodingError) { self.bytes = try ByteList(bytes) } catch {
      throw Refusal(.malformed, limit: SignedPriceReport.byteLimit, found: bytes.count)
    }
    input = SignedInput(bytes, domain: domain)
  }
}
