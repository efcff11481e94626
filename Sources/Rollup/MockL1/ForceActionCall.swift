import Ledger
import SSZ

/// `Inbox`: appends a message that the sequencer cannot leave out.
public struct ForceActionCall: SSZContainer, Equatable {
  /// `InboxMessage.forcedAction` or `InboxMessage.priceReport`.
  public var kind = InboxMessage.forcedAction
  /// The encoding of a `ForcedRequest`, for the sender's own account; or of a `SignedPriceReport`, whoever signed it.
  public var content = ByteList<512>()

  public init() {}

  public init(kind: UInt8, content: ByteList<512>) {
    self.kind = kind
    self.content = content
  }

  public init(_ request: ForcedRequest) { self.init(kind: InboxMessage.forcedAction, request) }

  public init(_ report: SignedPriceReport) { self.init(kind: InboxMessage.priceReport, report) }

  private init(kind: UInt8, _ value: some SSZContainer) {
    self.kind = kind
    content = Inbox.payload(value)
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("kind", &kind)
    try visitor.field("content", &content)
  }
}
