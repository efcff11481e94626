/// The client's side of RFC 6455, just enough of it.
public final class TestWebSocket {
  public struct Frame: Equatable, Sendable {
    public let opcode: UInt8
    public let payload: [UInt8]

    public init(opcode: UInt8, payload: [UInt8]) {
      self.opcode = opcode
      self.payload = payload
    }

    public var text: String { String(decoding: payload, as: UTF8.self) }

    /// The code and the reason of a closing frame.
    public var closing: (code: Int, reason: String) {
      (Int(payload[0]) << 8 | Int(payload[1]), String(decoding: payload.dropFirst(2), as: UTF8.self))
    }
  }

  public let socket: TestSocket

  public init(port: UInt16, path: String = "/", headers: String = "", receiveBufferBytes: Int32? = nil) throws {
    socket = try TestSocket(port: port, receiveBufferBytes: receiveBufferBytes)
    try socket.sendRequest("GET", path, headers: Self.upgrade + headers)
    let head = try socket.receiveHead()
    guard head.hasPrefix("HTTP/1.1 101 "), head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") else {
      throw TestSocketError.unexpected(head)
    }
  }

  /// With the key of RFC 6455 §1.3, whose answer is known.
  public static let upgrade = """
    Connection: Upgrade\r
    Upgrade: websocket\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r

    """

  public func send(_ text: String) throws { try send(opcode: 1, Array(text.utf8)) }

  public func send(opcode: UInt8, final: Bool = true, _ payload: [UInt8]) throws {
    let mask: [UInt8] = [0x1f, 0x2e, 0x3d, 0x4c]
    var frame = [opcode | (final ? 0x80 : 0)]
    switch payload.count {
    case ..<126: frame.append(UInt8(payload.count) | 0x80)
    case ..<65536: frame += [126 | 0x80, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: frame += [127 | 0x80] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    frame += mask
    frame.reserveCapacity(frame.count + payload.count)
    for (index, byte) in payload.enumerated() { frame.append(byte ^ mask[index & 3]) }
    try socket.send(frame)
  }

  /// The next frame that is no ping; pings are answered.
  public func receive() throws -> Frame {
    while true {
      let frame = try receiveAny()
      guard frame.opcode == 9 else { return frame }
      try send(opcode: 10, frame.payload)
    }
  }

  private func receiveAny() throws -> Frame {
    let head = try socket.receive(2)
    guard head[0] & 0x80 != 0 else { throw TestSocketError.unexpected("a fragment") }
    let extra = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0
    let length = extra == 0 ? Int(head[1]) : try socket.receive(extra).reduce(0) { $0 << 8 | Int($1) }
    return Frame(opcode: head[0] & 15, payload: try socket.receive(length))
  }

  public func receiveText() throws -> String {
    let frame = try receive()
    guard frame.opcode == 1 else { throw TestSocketError.unexpected("\(frame)") }
    return frame.text
  }

  /// Reads on until the closing frame.
  public func receiveClosing() throws -> (code: Int, reason: String) {
    while true {
      let frame = try receive()
      if frame.opcode == 8 { return frame.closing }
    }
  }
}
