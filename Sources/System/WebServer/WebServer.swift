import Dispatch
import Foundation

/// HTTP/1.1 and WebSocket on one port, served by one thread of its own.
///
/// Connections stay open between requests, and requests may be sent ahead of the answers, which come in their order.
/// Every answer may be read by pages of any origin, and OPTIONS is answered here.
/// SIGPIPE is ignored for the whole process from the first server on.
public final class WebServer: Sendable {
  /// Where it listens: the given port, or the one that was free.
  public let port: UInt16

  private let mailbox: Mailbox
  private let limits: WebServerLimits
  private let board: StatisticsBoard
  private let running = DispatchGroup()

  /// Starts to listen. The delegate may be called before this returns, and is held until the server has stopped.
  ///
  /// - Parameters:
  ///   - host: an address, or `localhost` for 127.0.0.1. 0.0.0.0 and :: stand for all interfaces.
  ///   - port: 0 takes any that is free.
  public init(
    host: String = "127.0.0.1", port: UInt16, limits: WebServerLimits = WebServerLimits(),
    delegate: any WebServerDelegate
  ) throws(WebServerError) {
    self.limits = limits
    mailbox = Mailbox(outgoingBytes: limits.outgoingBytes)
    board = StatisticsBoard()
    let loop = ServiceLoop(limits: limits, mailbox: mailbox, delegate: delegate, statistics: board)
    let library = Handover(try Library(host: host, port: port, limits: limits, loop: loop))
    self.port = library.value.port
    mailbox.open(waking: library.value.alarm)
    running.enter()
    let thread = Thread { [running] in
      loop.run(library.value)
      running.leave()
    }
    thread.name = "web server"
    thread.start()
  }

  deinit { mailbox.post(.abandon) }

  public var statistics: WebServerStatistics { board.current }

  /// Sends a message after those sent before.
  ///
  /// - Returns: false when the connection has ended, or ends now, with 1013, because too much is waiting for it.
  @discardableResult
  public func send(_ message: WebSocketMessage, to connection: ConnectionID) -> Bool {
    mailbox.send(message, to: connection)
  }

  /// What was sent to a connection and has not gone yet, as `WebServerLimits.outgoingBytes` counts it; nil when the
  /// connection has ended. Whoever has much to say waits until this is little.
  public func waitingBytes(for connection: ConnectionID) -> Int? { mailbox.waitingBytes(for: connection) }

  /// Ends a WebSocket after everything sent before has gone. Does nothing when it has ended.
  ///
  /// - Parameters:
  ///   - code: RFC 6455 §7.4.
  ///   - reason: cut after 123 bytes.
  public func close(_ connection: ConnectionID, code: UInt16 = 1000, reason: String = "") {
    mailbox.close(connection, Closing(code: code, reason: reason))
  }

  /// Refuses new work, finishes what is under way as long as that takes no longer than `stopGraceMilliseconds`, closes
  /// everything and waits for the thread to end.
  ///
  /// - Precondition: not called from a delegate's method, whose end it would wait for.
  public func stop() {
    mailbox.post(.stop)
    if running.wait(timeout: .now() + .milliseconds(limits.stopGraceMilliseconds)) == .timedOut {
      mailbox.post(.abandon)
      running.wait()
    }
  }
}

/// Takes a value to the one thread that will use it from now on.
private struct Handover<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
