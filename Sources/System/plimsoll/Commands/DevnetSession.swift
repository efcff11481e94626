import Dispatch
import FoundationEssentials
import JSON
import Node

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
