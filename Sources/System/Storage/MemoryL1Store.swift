/// The L1 chain of a run that keeps nothing.
public final class MemoryL1Store: L1Persistence {
  private var blocks: [L1BlockRecord] = []
  private var entries: [L1EntryRecord] = []
  private var messages: [L1ItemRecord] = []
  private var claims: [L1ItemRecord] = []

  public init() {}

  public var last: L1BlockRecord? { blocks.last }

  public var counts: L1Counts {
    L1Counts(entries: UInt64(entries.count), messages: UInt64(messages.count), claims: UInt64(claims.count))
  }

  public func append(_ contents: L1Contents) throws(L1StoreError) {
    try requireSuccessor(contents)
    blocks.append(contents.block)
    entries += contents.entries
    messages += contents.messages
    claims += contents.claims
  }

  public func block(_ number: UInt64) -> L1BlockRecord? {
    blocks(from: number, limit: 1).first { $0.number == number }
  }

  public func blocks(from first: UInt64, limit: Int) -> [L1BlockRecord] {
    let origin = blocks.first?.number ?? 0
    return slice(blocks, from: first - min(first, origin), limit)
  }

  public func entries(from first: UInt64, limit: Int) -> [L1EntryRecord] { slice(entries, from: first, limit) }
  public func messages(from first: UInt64, limit: Int) -> [L1ItemRecord] { slice(messages, from: first, limit) }
  public func claims(from first: UInt64, limit: Int) -> [L1ItemRecord] { slice(claims, from: first, limit) }

  public func rollback(toBlock number: UInt64) throws(L1StoreError) {
    guard block(number) != nil else { throw .unknownBlock(number: number) }
    blocks.removeAll { $0.number > number }
    entries.removeAll { $0.l1Block > number }
    messages.removeAll { $0.l1Block > number }
    claims.removeAll { $0.l1Block > number }
  }

  private func slice<Record>(_ records: [Record], from first: UInt64, _ limit: Int) -> [Record] {
    precondition(limit >= 0, "a limit counts records")
    return Array(records.dropFirst(Int(clamping: first)).prefix(limit))
  }
}
