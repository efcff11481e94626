import Cryptography
import Ledger
import SSZ
import Units

/// The queue from L1 to L2: a hash chain of messages, which blocks consume in order and cannot skip.
public struct Inbox: Equatable, Sendable {
  public private(set) var messages: [InboxMessage] = []
  /// `accumulators[n]` is the hash chain over the first n messages.
  public private(set) var accumulators = [Bytes32()]
  /// Messages other than deposits that one L1 block takes.
  public let forcedLimit: UInt32

  init(forcedLimit: UInt32) { self.forcedLimit = forcedLimit }

  public var messageCount: UInt64 { UInt64(messages.count) }

  /// Messages `read ..< upTo`, as far as they exist.
  public func messages(from read: UInt64, upTo: UInt64) -> [InboxMessage] {
    let end = min(upTo, messageCount)
    return Array(messages[Int(min(read, end))..<Int(end)])
  }

  /// How many messages L1 blocks up to `number` hold.
  public func messageCount(upToBlock number: UInt64) -> UInt64 {
    var range = messages.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = messages[middle].l1Number <= number ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return UInt64(range.lowerBound)
  }

  /// Appends what `sender` wants to force, and returns its index.
  ///
  /// Only the encoding is looked at. Whether L2 carries it out is for L2 to say, in a receipt.
  ///
  /// - Parameter owner: the number that the bridge gave the sender.
  mutating func force(
    _ call: ForceActionCall, from sender: Address, numbered owner: Link, at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    let payload = try Self.payload(of: call, from: sender, numbered: owner)
    let others = messages.reversed().prefix { $0.l1Number == position.number }
    guard others.count(where: { $0.kind != InboxMessage.deposit }) < forcedLimit else {
      throw .tooManyForcedMessages(limit: forcedLimit)
    }
    return append(kind: call.kind, payload: payload, at: position)
  }

  private static func payload(
    of call: ForceActionCall, from sender: Address, numbered owner: Link
  ) throws(ContractRevert) -> ByteList<512> {
    switch call.kind {
    case InboxMessage.priceReport: return payload(try decode(SignedPriceReport.self, in: call))
    case InboxMessage.forcedAction:
      guard let number = owner.index else { throw .noOwner(sender) }
      let request = try decode(ForcedRequest.self, in: call)
      return payload(ForcedMessage(owner: OwnerID(UInt32(number)), address: sender, request))
    default: throw .notForcible(kind: call.kind)
    }
  }

  private static func decode<T: SSZContainer>(
    _ type: T.Type, in call: ForceActionCall
  ) throws(ContractRevert) -> T {
    do throws(DecodingError) { return try T.decoded(call.content.bytes) } catch {
      throw .malformedMessage(kind: call.kind, byteCount: call.content.bytes.count)
    }
  }

  /// - Precondition: the encoding has at most 512 bytes, as that of every message has.
  static func payload(_ value: some SSZContainer) -> ByteList<512> {
    do throws(DecodingError) { return try ByteList(value.encoded()) } catch {
      preconditionFailure("a \(type(of: value)) does not fit a message")
    }
  }

  /// The deposits among the messages from `read` on. The bridge wrote them, so they decode.
  public func deposits(from read: UInt64) -> [Deposit] {
    messages[Int(min(read, messageCount))...].compactMap(\.asDeposit)
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

extension InboxMessage {
  /// Nil for a message of another kind. The bridge wrote it, so it decodes.
  public var asDeposit: Deposit? { kind == InboxMessage.deposit ? try? Deposit.decoded(payload.bytes) : nil }
}
