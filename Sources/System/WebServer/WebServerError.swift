/// Why a server did not start.
public enum WebServerError: Error, Equatable, Sendable {
  case portInUse(UInt16)

  /// A port below 1024, usually.
  case portForbidden(UInt16)

  /// Neither an IPv4 nor an IPv6 address, nor `localhost`.
  case hostNotAnAddress(String)

  /// An address that none of this machine's interfaces has.
  case hostNotLocal(String)

  case cannotListen(host: String, port: UInt16)
}

extension WebServerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .portInUse(let port):
      "port \(port) is in use: stop the program that listens there (`ss -ltnp 'sport = :\(port)'` names it), or choose "
        + "another port; port 0 takes any that is free"
    case .portForbidden(let port):
      "this user may not listen on port \(port): choose a port from 1024 up"
    case .hostNotAnAddress(let host):
      "\"\(host)\" is not an address to listen on: write 127.0.0.1 for this machine only, 0.0.0.0 for all interfaces"
    case .hostNotLocal(let host):
      "no interface of this machine has the address \(host)"
    case .cannotListen(let host, let port):
      "cannot listen on \(host), port \(port)"
    }
  }
}
