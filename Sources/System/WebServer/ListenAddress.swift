import Glibc

/// An address to listen on.
struct ListenAddress {
  let text: String
  let isIPv4: Bool

  init(_ host: String) throws(WebServerError) {
    text = host == "localhost" ? "127.0.0.1" : host
    var room = in6_addr()
    isIPv4 = inet_pton(AF_INET, text, &room) == 1
    guard isIPv4 || inet_pton(AF_INET6, text, &room) == 1 else { throw .hostNotAnAddress(host) }
  }

  /// All interfaces. The library wants no address then.
  var isWildcard: Bool { text == "0.0.0.0" || text == "::" }

  /// What the library does not tell: asked of the system once more, after it failed.
  func reasonNotToListen(port: UInt16) -> WebServerError {
    switch bindError(port: port) {
    case EADDRINUSE: .portInUse(port)
    case EACCES: .portForbidden(port)
    case EADDRNOTAVAIL: .hostNotLocal(text)
    default: .cannotListen(host: text, port: port)
    }
  }

  /// The `errno` of binding a socket to this address; 0 when that works.
  private func bindError(port: UInt16) -> Int32 {
    let socket = Glibc.socket(isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return errno }
    defer { close(socket) }
    var reuse: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    return bind(socket, port: port) == 0 ? 0 : errno
  }

  private func bind(_ socket: Int32, port: UInt16) -> Int32 {
    if isIPv4 {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      inet_pton(AF_INET, text, &address.sin_addr)
      return Self.bind(socket, &address)
    }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    inet_pton(AF_INET6, text, &address.sin6_addr)
    return Self.bind(socket, &address)
  }

  private static func bind<Address>(_ socket: Int32, _ address: inout Address) -> Int32 {
    withUnsafeBytes(of: &address) { bytes in
      Glibc.bind(socket, bytes.bindMemory(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
  }
}
