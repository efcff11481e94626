/// Cuts what one client sends into requests.
///
/// We read HTTP ourselves. The library's own reader, in version 4.1.6, does not return from a POST that the next
/// request follows in the same packet (`lws_http_action`), knows no chunked bodies, and refuses clients that offer
/// HTTP/2.
struct RequestParser {
  enum Event: Equatable {
    case needsMore
    /// The client waits for leave to send its body. Comes at most once a request.
    case expectsContinue
    case complete(RequestHead, body: [UInt8])
    /// - Parameter isLast: where the next request would begin is not known, or too far off: no other event follows.
    case refused(RequestRefusal, RequestHead?, isLast: Bool)
  }

  private enum Stage {
    case head(searchedBytes: Int)
    case body(RequestHead, bodyBytes: Int)
    case chunks(RequestHead)
    case skipping(RequestHead, remainingBytes: Int)
    case ended
  }

  static let headLimit = 16 << 10

  private let bodyLimit: Int
  private var buffer: [UInt8] = []
  private var startIndex = 0
  private var stage = Stage.head(searchedBytes: 0)
  private var chunkedBody: ChunkedBody

  /// - Parameter bodyLimit: bytes that a body may have.
  init(bodyLimit: Int) {
    self.bodyLimit = bodyLimit
    chunkedBody = ChunkedBody(limit: bodyLimit)
  }

  /// What has been received and belongs to no event yet.
  var unread: ArraySlice<UInt8> { buffer[startIndex...] }

  /// Whether the client has not begun another request.
  var isIdle: Bool {
    if case .head = stage { unread.isEmpty } else { false }
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if case .ended = stage { return }
    if startIndex == buffer.count { discardRead() }
    buffer.append(contentsOf: bytes)
  }

  mutating func next() -> Event {
    do throws(RequestRefusal) {
      switch stage {
      case .head(let searchedBytes): return try readHead(searchedBytes: searchedBytes)
      case .body(let head, let bodyBytes): return readBody(head, bodyBytes: bodyBytes)
      case .chunks(let head): return try readChunks(head)
      case .skipping(let head, let remainingBytes): return skip(head, remainingBytes: remainingBytes)
      case .ended: return .needsMore
      }
    } catch {
      return refuse(error, nil)
    }
  }

  private mutating func readHead(searchedBytes: Int) throws(RequestRefusal) -> Event {
    // Clients of old sent an empty line after a body (RFC 9112 §2.2).
    while unread.starts(with: [0x0d, 0x0a]) { startIndex += 2 }
    let from = startIndex + max(0, min(searchedBytes, unread.count) - 3)
    guard let end = Self.endOfHead(in: buffer, from: from) else {
      guard unread.count < Self.headLimit else { throw .headTooLarge(limit: Self.headLimit) }
      stage = .head(searchedBytes: unread.count)
      return .needsMore
    }
    guard end - startIndex <= Self.headLimit else { throw .headTooLarge(limit: Self.headLimit) }
    let head = try RequestHead(buffer[startIndex..<(end - 4)])
    startIndex = end
    return begin(head)
  }

  private mutating func begin(_ head: RequestHead) -> Event {
    switch head.framing {
    case .noBody:
      return complete(head, body: [])
    case .chunked:
      stage = .chunks(head)
    case .length(let bodyBytes) where bodyBytes <= bodyLimit:
      stage = .body(head, bodyBytes: bodyBytes)
    case .length(let bodyBytes):
      // Nobody's gigabytes are read for courtesy, and a client that waits for leave to send must not be kept waiting.
      if head.expectsContinue || bodyBytes / 8 > bodyLimit { return refuse(.bodyTooLarge(limit: bodyLimit), head) }
      stage = .skipping(head, remainingBytes: bodyBytes)
    }
    return head.expectsContinue ? .expectsContinue : next()
  }

  private mutating func readBody(_ head: RequestHead, bodyBytes: Int) -> Event {
    guard unread.count >= bodyBytes else { return .needsMore }
    let body = Array(unread.prefix(bodyBytes))
    startIndex += bodyBytes
    return complete(head, body: body)
  }

  private mutating func readChunks(_ head: RequestHead) throws(RequestRefusal) -> Event {
    startIndex += try chunkedBody.read(unread)
    guard chunkedBody.isComplete else {
      discardRead()
      return .needsMore
    }
    defer { chunkedBody = ChunkedBody(limit: bodyLimit) }
    return complete(head, body: chunkedBody.bytes)
  }

  private mutating func skip(_ head: RequestHead, remainingBytes: Int) -> Event {
    let skippedBytes = min(remainingBytes, unread.count)
    startIndex += skippedBytes
    guard skippedBytes == remainingBytes else {
      stage = .skipping(head, remainingBytes: remainingBytes - skippedBytes)
      return .needsMore
    }
    stage = .head(searchedBytes: 0)
    return .refused(.bodyTooLarge(limit: bodyLimit), head, isLast: false)
  }

  private mutating func complete(_ head: RequestHead, body: [UInt8]) -> Event {
    stage = .head(searchedBytes: 0)
    return .complete(head, body: body)
  }

  private mutating func refuse(_ refusal: RequestRefusal, _ head: RequestHead?) -> Event {
    stage = .ended
    buffer = []
    startIndex = 0
    return .refused(refusal, head, isLast: true)
  }

  /// Forgets what has been read, and the room that a large body took.
  private mutating func discardRead() {
    if buffer.capacity > 1 << 17 {
      buffer = Array(unread)
    } else {
      buffer.removeFirst(startIndex)
    }
    startIndex = 0
  }

  /// Where the empty line ends that ends a header.
  private static func endOfHead(in buffer: [UInt8], from start: Int) -> Int? {
    var index = start + 3
    while index < buffer.count {
      switch buffer[index] {
      case 0x0a where buffer[index - 1] == 0x0d && buffer[index - 2] == 0x0a && buffer[index - 3] == 0x0d:
        return index + 1
      case 0x0a, 0x0d: index += 1
      default: index += 4
      }
    }
    return nil
  }
}
