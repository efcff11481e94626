/// How many of each kind the canonical L1 chain holds; also the index that the next one takes.
public struct L1Counts: Equatable, Sendable {
  public var entries: UInt64
  public var messages: UInt64
  public var claims: UInt64

  public init(entries: UInt64 = 0, messages: UInt64 = 0, claims: UInt64 = 0) {
    self.entries = entries
    self.messages = messages
    self.claims = claims
  }
}
