import CWebSockets
import Glibc

/// The library's handle on one connection, valid until the event `gone`, and to be used on the service thread alone.
struct Wire: Hashable {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) { self.handle = handle }

  /// Asks for a `writable` event as soon as the socket takes more.
  func requestWritable() { lws_callback_on_writable(handle) }

  /// Whether the library still keeps part of what it was given to send. A `writable` event says when it no longer does.
  var isDraining: Bool { lws_partial_buffered(handle) != 0 }

  /// Whether it would have to, were it given more.
  var isChoked: Bool { lws_send_pipe_choked(handle) != 0 }

  /// Reading on or off. While it is off, a client's leaving goes unseen unless it is rude.
  func setReading(_ reads: Bool) { lws_rx_flow_control(handle, reads ? 1 : 0) }

  /// Ends the connection at once. Not for use while an event on this very connection is handled: that returns `.drop`.
  func kill() { lws_set_timeout(handle, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC) }

  var peerIsLoopback: Bool {
    let address = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      lws_get_peer_simple(handle, text.baseAddress, text.count).map { String(cString: $0) }
    }
    guard let address else { return false }
    return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }
}

/// HTTP, which the library only carries.
extension Wire {
  /// - Returns: false when the connection is broken.
  func send(_ bytes: [UInt8], _ buffer: SendBuffer) -> Bool {
    // The library's name for what goes out as it is.
    buffer.withPadded(bytes) { lws_write(handle, $0, $1, LWS_WRITE_HTTP) >= 0 }
  }

  /// Tells the client that nothing more will come.
  func shutdownSending() { shutdown(lws_get_socket_fd(handle), Int32(SHUT_WR)) }

  /// Another descriptor of the same socket, which stays open when the connection is closed here.
  func duplicateDescriptor() -> Int32? {
    let descriptor = fcntl(lws_get_socket_fd(handle), F_DUPFD_CLOEXEC, 0)
    return descriptor < 0 ? nil : descriptor
  }
}

/// WebSocket.
extension Wire {
  /// - Returns: false when the connection is broken.
  func send(_ message: WebSocketMessage, _ buffer: SendBuffer) -> Bool {
    let type = if case .text = message { LWS_WRITE_TEXT } else { LWS_WRITE_BINARY }
    return buffer.withPadded(message.bytes) { lws_write(handle, $0, $1, type) >= 0 }
  }

  /// What the closing frame will say, if the event being handled returns `.drop`.
  func prepareClose(_ closing: Closing) {
    var reason = closing.reasonBytes
    lws_close_reason(handle, lws_close_status(UInt32(closing.code)), &reason, reason.count)
  }

  /// Ends the connection, without a word if need be, in so many seconds.
  func setTimeLimit(seconds: Int32) { lws_set_timeout(handle, PENDING_TIMEOUT_USER_OK, seconds) }

  /// Whether what has just arrived is the end of its message.
  var messageIsComplete: Bool { lws_is_final_fragment(handle) != 0 && lws_remaining_packet_payload(handle) == 0 }

  var messageIsBinary: Bool { lws_frame_is_binary(handle) != 0 }
}

/// Room to send from. The library writes its framing in front of the bytes that it is given.
final class SendBuffer {
  private var room: [UInt8] = []

  /// Calls `send` with a copy of `bytes` that may be written to, and in front of.
  func withPadded<Result>(_ bytes: [UInt8], _ send: (UnsafeMutablePointer<UInt8>, Int) -> Result) -> Result {
    let padding = plimsoll_lws_pre
    defer { if room.capacity > 1 << 20 { room = [] } }
    room.removeAll(keepingCapacity: true)
    room.append(contentsOf: repeatElement(0, count: padding))
    room.append(contentsOf: bytes)
    return room.withUnsafeMutableBufferPointer { send($0.baseAddress! + padding, bytes.count) }
  }
}
