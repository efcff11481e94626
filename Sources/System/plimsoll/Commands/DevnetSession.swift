import Dispatch
import Foundation
import Glibc
import JSON
import Node
import Threading

/// A devnet from its first block to its end: at the end of its prices, or when somebody asks for it.
final class DevnetSession {
  private let node: DevnetNode
  private let server: RPCServer
  private let plan: DevnetPlan
  private let screen: DevnetScreen

  init(node: DevnetNode, server: RPCServer, plan: DevnetPlan, screen: DevnetScreen) {
    self.node = node
    self.server = server
    self.plan = plan
    self.screen = screen
  }

  /// Why a session goes on no further.
  private enum Outcome {
    case finished
    case interrupted
    case failed(any Error)
  }

  func run() throws -> ExitCode {
    let facts = DevnetFacts(node: node, server: server, plan: plan)
    let outcome = Waiting<Outcome>()
    let interruptions = Interruptions { outcome.resolve(.interrupted) }
    defer { interruptions.cancel() }
    let firstBlock = Waiting<Void>()
    node.run { [screen] progress in
      firstBlock.resolve(())
      screen.show(progress)
    } ending: { [screen, exitsAtEnd = plan.exitsAtEnd] end in
      firstBlock.resolve(())
      switch end {
      case .failed(let error): outcome.resolve(.failed(error))
      case .ended:
        screen.note("The rollup has ended on its L1: no more blocks. 'plimsoll exit status' says who gets what.")
        if exitsAtEnd { outcome.resolve(.finished) }
      case .finished: if exitsAtEnd { outcome.resolve(.finished) }
      }
    }
    firstBlock.wait()
    try screen.showBanner(facts)
    if let file = plan.readyFile { try facts.json.text(.pretty).write(toFile: file, atomically: true, encoding: .utf8) }
    return try end(outcome.wait())
  }

  /// Stops answering, posts what is left, and says what happened.
  private func end(_ outcome: Outcome) throws -> ExitCode {
    node.pause()
    screen.endProgress()
    if case .failed(let error) = outcome {
      server.stop()
      throw CommandFailure(
        exitCode: error is InvariantFailure ? .invariantBroke : .unavailable, message: "\(error)")
    }
    if case .interrupted = outcome { screen.note("Stopping: posting what is left, then ending.") }
    let summary = try node.queue.sync {
      try node.settle()
      return node.summary
    }
    server.stop()
    try screen.show(summary)
    return .success
  }
}

/// A value that one thread waits for and another brings, once.
private final class Waiting<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let arrival = DispatchSemaphore(value: 0)

  func resolve(_ new: sending Value) {
    let isFirst = value.withLock { value in
      guard value == nil else { return false }
      value = new
      return true
    }
    if isFirst { arrival.signal() }
  }

  func wait() -> Value {
    arrival.wait()
    defer { arrival.signal() }
    guard let value = value.withLock({ $0 }) else { preconditionFailure("nothing has arrived") }
    return value
  }
}

/// The first ^C or SIGTERM asks for an end, a later one makes one.
private final class Interruptions {
  private let sources: [any DispatchSourceSignal]

  /// Some senders reach a process twice, by its number and by its group; that is one wish.
  private static let patienceSeconds = 0.5

  init(_ interrupted: @escaping @Sendable () -> Void) {
    let record = SignalRecord()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        switch record.note(Date()) {
        case .first: interrupted()
        case .again(let seconds) where seconds < Self.patienceSeconds: break
        // Not `exit`: other threads are at work, and nothing may be torn down under them.
        case .again: _exit(128 + number)
        }
      }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}

/// When the process was first asked to end.
private final class SignalRecord: Sendable {
  private let first = Locked<Date?>(nil)

  enum Occasion {
    case first
    case again(secondsLater: Double)
  }

  func note(_ moment: Date) -> Occasion {
    first.withLock { first in
      if let first { return .again(secondsLater: moment.timeIntervalSince(first)) }
      first = moment
      return .first
    }
  }
}
