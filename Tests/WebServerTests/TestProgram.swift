import Foundation
import Threading
import WebServer

/// A program behind the server that echoes, and remembers.
final class TestProgram: WebServerDelegate {
  struct Memory {
    var opened: [(connection: ConnectionID, handshake: WebSocketHandshake)] = []
    var closed: [ConnectionID] = []
    var requests: [HTTPRequest] = []
    /// Answers that the test gives itself.
    var held: [@Sendable (HTTPResponse) -> Void] = []
    var server: WebServer?
    var serviceThread = pthread_self()
  }

  let memory = Locked(Memory())

  func respond(to request: HTTPRequest, _ completion: @escaping @Sendable (HTTPResponse) -> Void) {
    memory.withLock {
      $0.requests.append(request)
      $0.serviceThread = pthread_self()
    }
    switch request.path {
    case "/", "/echo": completion(HTTPResponse(status: 200, contentType: "application/json", body: request.body))
    case "/later": answerLater(request, completion)
    case "/held": memory.withLock { $0.held.append(completion) }
    case "/dropped": break
    case "/large": completion(HTTPResponse(status: 200, contentType: "a/b", body: Self.large))
    default: completion(HTTPResponse(status: 404, text: "nothing at \(request.path)"))
    }
  }

  /// From a thread of its own, after up to 3 ms, which depend on the body.
  private func answerLater(_ request: HTTPRequest, _ completion: @escaping @Sendable (HTTPResponse) -> Void) {
    let microseconds = request.body.reduce(0) { ($0 &* 31 &+ Int($1)) % 3_000 }
    DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(microseconds)) {
      completion(HTTPResponse(status: 200, contentType: "application/json", body: request.body))
    }
  }

  /// What the server's thread has spent of the processor's time, in nanoseconds. Known after a request.
  var serviceNanoseconds: Int {
    var clock = clockid_t()
    pthread_getcpuclockid(memory.withLock { $0.serviceThread }, &clock)
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  func acceptsWebSocket(path: String) -> Bool { path == "/" || path == "/l1" }

  func webSocketOpened(_ connection: ConnectionID, _ handshake: WebSocketHandshake) {
    memory.withLock { $0.opened.append((connection, handshake)) }
  }

  func webSocketReceived(_ connection: ConnectionID, message: WebSocketMessage) {
    memory.withLock { $0.server }?.send(message, to: connection)
  }

  func webSocketClosed(_ connection: ConnectionID) { memory.withLock { $0.closed.append(connection) } }

  static let large: [UInt8] = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
}

/// A server on a free port, for the duration of `body`.
func withServer(
  limits: WebServerLimits = WebServerLimits(), _ body: (WebServer, TestProgram) throws -> Void
) throws {
  let program = TestProgram()
  let server = try WebServer(port: 0, limits: limits, delegate: program)
  program.memory.withLock { $0.server = server }
  defer {
    server.stop()
    program.memory.withLock { $0.server = nil }
  }
  try body(server, program)
}

/// Runs `body` on so many threads of its own, numbered from 0. Blocking them leaves the dispatch queues free.
func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> DispatchGroup {
  let group = DispatchGroup()
  for number in 0..<count {
    group.enter()
    Thread.detachNewThread {
      body(number)
      group.leave()
    }
  }
  return group
}

/// Waits up to ten seconds for what another thread will make true.
func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<2_000 {
    if condition() { return true }
    usleep(5_000)
  }
  return condition()
}
