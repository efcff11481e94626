/// An L1 block with everything that was included in it.
public struct L1Contents: Equatable, Sendable {
  public var block: L1BlockRecord
  public var entries: [L1EntryRecord]
  public var messages: [L1ItemRecord]
  public var claims: [L1ItemRecord]

  public init(
    block: L1BlockRecord, entries: [L1EntryRecord] = [], messages: [L1ItemRecord] = [], claims: [L1ItemRecord] = []
  ) {
    self.block = block
    self.entries = entries
    self.messages = messages
    self.claims = claims
  }
}
