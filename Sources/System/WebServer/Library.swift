import CWebSockets
import Glibc

/// One listening port of libwebsockets: its poll loop, its buffers, and its WebSocket.
///
/// Version 4.1 has one service thread for a context: everything but `Alarm.ring` is called from there, and `init`
/// before that thread exists.
final class Library {
  private let context: OpaquePointer
  /// Has no port. Clients come to it by `adopt`.
  private let webSocketHost: OpaquePointer
  private let memory: LibraryMemory

  let port: UInt16

  /// - Parameter loop: gets the events. It must live until `destroy` has returned.
  init(host: String, port: UInt16, limits: WebServerLimits, loop: ServiceLoop) throws(WebServerError) {
    let address = try ListenAddress(host)
    _ = Self.silence
    memory = LibraryMemory(address)
    var info = Self.creationInfo(address, limits: limits)
    info.user = Unmanaged.passUnretained(loop).toOpaque()
    info.protocols = UnsafePointer(memory.protocols)
    info.retry_and_idle_policy = UnsafePointer(memory.keepAlivePolicy)
    guard let context = lws_create_context(&info) else { throw .cannotListen(host: host, port: port) }
    guard let hosts = Self.createHosts(context, &info, address, port: port, memory) else {
      lws_context_destroy(context)
      throw address.reasonNotToListen(port: port)
    }
    self.context = context
    webSocketHost = hosts.webSocket
    self.port = UInt16(truncatingIfNeeded: lws_get_vhost_listen_port(hosts.listening))
  }

  var alarm: Alarm { Alarm(context) }

  /// Sleeps until something happens, and hands it to the loop.
  ///
  /// - Returns: false when the library cannot go on.
  func service() -> Bool { lws_service(context, 0) >= 0 }

  /// Makes `service` return after so long, whatever happens. Replaces the last such call.
  func wake(afterMilliseconds milliseconds: Int64) {
    lws_sul_schedule(context, 0, memory.timer, { _ in }, milliseconds * 1000)
  }

  /// Hands a socket over to WebSocket. The events come during the call, beginning with `adopted`.
  ///
  /// - Parameters:
  ///   - descriptor: closed with the connection, or here if that fails.
  ///   - request: the client's request to go over, and what it has sent since.
  func adopt(_ descriptor: Int32, request: [UInt8]) {
    request.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        _ = lws_adopt_socket_vhost_readbuf(webSocketHost, descriptor, $0.baseAddress, $0.count)
      }
    }
  }

  /// Closes every connection, with its events.
  func destroy() { lws_context_destroy(context) }

  private static func creationInfo(_ address: ListenAddress, limits: WebServerLimits) -> lws_context_creation_info {
    var info = lws_context_creation_info()
    info.gid = -1
    info.uid = -1
    info.options =
      plimsoll_lws_explicit_vhosts | plimsoll_lws_validate_utf8 | plimsoll_lws_fail_upon_unable_to_bind
      | (address.isIPv4 ? plimsoll_lws_disable_ipv6 : 0)
    info.timeout_secs = 30
    info.pt_serv_buf_size = 64 << 10
    // The library keeps a table as long as the process may have files: megabytes, where there is no limit.
    info.fd_limit_per_thread = getdtablesize() > 1 << 16 ? UInt32(limits.connectionCount + 64) : 0
    return info
  }

  private static func createHosts(
    _ context: OpaquePointer, _ info: inout lws_context_creation_info, _ address: ListenAddress, port: UInt16,
    _ memory: LibraryMemory
  ) -> (listening: OpaquePointer, webSocket: OpaquePointer)? {
    let options = info.options
    info.port = Int32(port)
    info.iface = address.isWildcard ? nil : UnsafePointer(memory.address)
    info.vhost_name = UnsafePointer(memory.listeningName)
    info.options = options | plimsoll_lws_accept_raw
    guard let listening = lws_create_vhost(context, &info) else { return nil }
    info.port = CONTEXT_PORT_NO_LISTEN_SERVER
    info.iface = nil
    info.vhost_name = UnsafePointer(memory.webSocketName)
    info.options = options
    guard let webSocket = lws_create_vhost(context, &info) else { return nil }
    return (listening, webSocket)
  }

  /// The library logs for the whole process, and to stderr; what matters of it comes back as a `WebServerError`.
  private static let silence: Void = lws_set_log_level(0, nil)
}

/// What the library reads as long as it lives.
private final class LibraryMemory {
  let address: UnsafeMutablePointer<CChar>
  let listeningName: UnsafeMutablePointer<CChar>
  let webSocketName: UnsafeMutablePointer<CChar>
  let protocols: UnsafeMutablePointer<lws_protocols>
  let keepAlivePolicy: UnsafeMutablePointer<lws_retry_bo_t>
  let timer: UnsafeMutablePointer<lws_sorted_usec_list_t>

  init(_ listenAddress: ListenAddress) {
    address = strdup(listenAddress.text)
    listeningName = strdup("listening")
    webSocketName = strdup("websocket")
    timer = .allocate(capacity: 1)
    timer.initialize(to: lws_sorted_usec_list_t())
    // An array that ends with an empty element. The one protocol serves clients that name none.
    protocols = .allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = UnsafePointer(webSocketName)
    protocols[0].callback = libraryEvent
    protocols[0].rx_buffer_size = 16 << 10
    protocols[0].tx_packet_size = 1 << 20
    // A WebSocket that has been silent for 30 s is pinged; one that does not answer in another 30 s is gone.
    keepAlivePolicy = .allocate(capacity: 1)
    keepAlivePolicy.initialize(to: lws_retry_bo_t())
    keepAlivePolicy.pointee.secs_since_valid_ping = 30
    keepAlivePolicy.pointee.secs_since_valid_hangup = 60
  }

  deinit {
    for text in [address, listeningName, webSocketName] { free(text) }
    timer.deallocate()
    protocols.deallocate()
    keepAlivePolicy.deallocate()
  }
}

/// Wakes the service thread from any other.
struct Alarm: @unchecked Sendable {
  private let context: OpaquePointer

  fileprivate init(_ context: OpaquePointer) { self.context = context }

  /// The one function of the library that any thread may call, as long as the context lives.
  func ring() { lws_cancel_service(context) }
}

/// Where the library reports everything. Returns nonzero to close the connection.
private func libraryEvent(
  handle: OpaquePointer?, reason: lws_callback_reasons, user: UnsafeMutableRawPointer?,
  input: UnsafeMutableRawPointer?, count: Int
) -> Int32 {
  guard let event = LibraryEvent(reason), let handle, let loop = lws_context_user(lws_get_context(handle)) else {
    return 0
  }
  let bytes = UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : count)
  let verdict = Unmanaged<ServiceLoop>.fromOpaque(loop).takeUnretainedValue().handle(event, on: Wire(handle), bytes)
  return verdict == .keep ? 0 : -1
}
