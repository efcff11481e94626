import Glibc

/// A blocking TCP client that gives up after ten seconds.
public final class TestSocket {
  private let descriptor: Int32
  private var read: [UInt8] = []

  /// - Parameter receiveBufferBytes: small, for a client that is to be slow.
  public init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    if var size = receiveBufferBytes { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let result = withUnsafeBytes(of: &address) {
      connect(descriptor, $0.bindMemory(to: sockaddr.self).baseAddress, socklen_t($0.count))
    }
    guard result == 0 else { throw TestSocketError.closed }
  }

  deinit { close() }

  public private(set) var isClosed = false

  public func close() {
    guard !isClosed else { return }
    isClosed = true
    Glibc.close(descriptor)
  }

  /// Ends the connection by RST, as a process that is killed with unread data does.
  public func abort() {
    var lingering = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  public func send(_ text: String) throws { try send(Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw TestSocketError.closed }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends until the server has taken nothing for a fifth of a second.
  ///
  /// - Returns: how many bytes it took.
  public func sendUntilRefused(_ bytes: [UInt8], limit: Int) -> Int {
    var sentBytes = 0
    var idleRounds = 0
    while sentBytes < limit, idleRounds < 20 {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      sentBytes += max(0, count)
      idleRounds = count > 0 ? 0 : idleRounds + 1
      if count <= 0 { usleep(10_000) }
    }
    return sentBytes
  }

  public func receive(_ count: Int) throws -> [UInt8] {
    while read.count < count { try receiveMore() }
    defer { read.removeFirst(count) }
    return Array(read.prefix(count))
  }

  /// Everything until the server closes.
  public func receiveToEnd() -> [UInt8] {
    while (try? receiveMore()) != nil {}
    defer { read = [] }
    return read
  }

  public func receiveHead() throws -> String {
    let end = Array("\r\n\r\n".utf8)
    var searched = 0
    while true {
      while searched + 4 <= read.count {
        if Array(read[searched..<(searched + 4)]) == end {
          return String(decoding: try receive(searched + 4), as: UTF8.self)
        }
        searched += 1
      }
      try receiveMore()
    }
  }

  private func receiveMore() throws {
    var room = [UInt8](repeating: 0, count: 1 << 16)
    let count = room.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { throw TestSocketError.closed }
    read += room.prefix(count)
  }
}

public enum TestSocketError: Error {
  case closed
  case unexpected(String)
}
