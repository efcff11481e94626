import Cryptography
import Ledger
import SSZ

/// The queue from L1 to L2: a hash chain of messages, which blocks consume in order and cannot skip.
public struct Inbox: Equatable, Sendable {
  public private(set) var messages: [InboxMessage] = []
  /// `accumulators[n]` is the hash chain over the first n messages.
  public private(set) var accumulators = [Bytes32()]

  init() {}

  public var messageCount: UInt64 { UInt64(messages.count) }

  /// Messages `read ..< upTo`, as far as they exist.
  public func messages(from read: UInt64, upTo: UInt64) -> [InboxMessage] {
    let end = min(upTo, messageCount)
    return Array(messages[Int(min(read, end))..<Int(end)])
  }

  /// Appends a message and returns its index.
  mutating func append(kind: UInt8, payload: ByteList<512>, at position: L1Position) -> UInt64 {
    var message = InboxMessage()
    message.index = messageCount
    message.kind = kind
    message.l1Number = position.number
    message.l1TimeMs = position.timestampMs
    message.payload = payload
    var cursor = InboxCursor()
    cursor.read = messageCount
    cursor.accumulator = accumulators[messages.count]
    cursor.advance(past: message)
    messages.append(message)
    accumulators.append(cursor.accumulator)
    return message.index
  }

  mutating func rewind(to count: Int) {
    messages.removeLast(messages.count - count)
    accumulators.removeLast(accumulators.count - count - 1)
  }
}
