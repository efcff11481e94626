import Dispatch
import JSON
import Threading
import WebServer

/// Serves a devnet on one port: JSON-RPC by POST and WebSocket on `/` (L2) and `/l1` (L1), pages by GET.
public final class RPCServer: Sendable {
  private let delegate: Delegate
  private let server: WebServer

  /// Starts to answer.
  ///
  /// - Parameter port: 0 takes a free one.
  public init(
    _ node: DevnetNode, port: UInt16, limits: WebServerLimits = WebServerLimits()
  ) throws(WebServerError) {
    delegate = Delegate(node)
    server = try WebServer(port: port, limits: limits, delegate: delegate)
    delegate.connect(server)
  }

  public var port: UInt16 { server.port }

  /// Answers what is under way, and ends.
  public func stop() { server.stop() }
}

/// Who calls, as far as it decides what may be called, and where notifications would go.
struct Caller: Sendable {
  let layer: Layer
  /// Only programs and pages of this machine may change time, money and the chain itself.
  let isTrusted: Bool
  /// Nil over plain HTTP; and in an array of calls, whose answer may come later than the first notification would.
  private(set) var connection: FeedConnection?

  /// A browser calls from this machine whatever page it shows: a page must also be the node's own, or be served from
  /// this machine.
  init(layer: Layer, isLoopback: Bool, origin: String?, connection: FeedConnection? = nil) {
    self.layer = layer
    self.connection = connection
    isTrusted = isLoopback && origin.map(Self.isLocal) ?? true
  }

  var withoutConnection: Caller {
    var copy = self
    copy.connection = nil
    return copy
  }

  private static func isLocal(_ origin: String) -> Bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { origin == $0 || origin.hasPrefix($0 + ":") }
  }

  enum Layer: String, Sendable {
    case l1, l2

    init?(path: String) {
      switch path {
      case "/": self = .l2
      case "/l1": self = .l1
      default: return nil
      }
    }
  }
}

private final class Delegate: WebServerDelegate {
  private let node: DevnetNode
  private let shared = Locked(Shared())

  private struct Shared {
    weak var server: WebServer?
    var callers: [ConnectionID: Caller] = [:]
  }

  init(_ node: DevnetNode) { self.node = node }

  func connect(_ server: WebServer) { shared.withLock { $0.server = server } }

  private var server: WebServer? { shared.withLock { $0.server } }

  func respond(to request: HTTPRequest, _ completion: @escaping @Sendable (HTTPResponse) -> Void) {
    guard request.method == "POST" else { return Page.respond(to: request, of: node, completion) }
    guard let layer = Caller.Layer(path: request.path) else {
      return completion(HTTPResponse(status: 404, text: "JSON-RPC is at / (L2) and at /l1 (L1).\n"))
    }
    answer(request.body, Caller(layer: layer, isLoopback: request.isLoopback, origin: request.origin)) { reply in
      completion(HTTPResponse(status: 200, contentType: "application/json", body: reply ?? []))
    }
  }

  func acceptsWebSocket(path: String) -> Bool { Caller.Layer(path: path) != nil }

  func webSocketOpened(_ connection: ConnectionID, _ handshake: WebSocketHandshake) {
    guard let layer = Caller.Layer(path: handshake.path) else { return }
    let caller = Caller(
      layer: layer, isLoopback: handshake.isLoopback, origin: handshake.origin,
      connection: FeedConnection(id: connection) { [weak self] in self?.server })
    shared.withLock { $0.callers[connection] = caller }
  }

  func webSocketReceived(_ connection: ConnectionID, message: WebSocketMessage) {
    guard case .text(let body) = message, let caller = shared.withLock({ $0.callers[connection] }) else {
      server?.close(connection, code: 1003, reason: "JSON-RPC is text")
      return
    }
    answer(body, caller) { [weak self] reply in
      if let reply { self?.server?.send(.text(reply), to: connection) }
    }
  }

  func webSocketClosed(_ connection: ConnectionID) {
    shared.withLock { $0.callers[connection] = nil }
    node.queue.async { [node] in node.feed.drop(connection) }
  }

  /// Answers one message, a call or several. Nil where all are notifications.
  private func answer(_ body: [UInt8], _ caller: Caller, _ completion: @escaping @Sendable ([UInt8]?) -> Void) {
    let message: JSONValue
    do throws(JSONError) { message = try JSONValue.parse(body) } catch {
      let failure = RPCError(code: RPCError.parseErrorCode, message: "not JSON: \(error)")
      return completion(RPCMessage.failure(failure, id: .null).bytes())
    }
    node.queue.async { [node] in
      RPCMessage.answer(message, by: node, caller) { reply in completion(reply?.bytes()) }
    }
  }
}
