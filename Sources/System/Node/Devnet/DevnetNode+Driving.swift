import Dispatch
import Foundation
import Ledger
import Sequencing
import Simulation
import StateTransition

/// How a run goes on, for whoever shows it.
public struct DevnetProgress: Sendable {
  public let blocks: Int
  /// Nil without an end.
  public let blockCount: Int?
  public let tally: Tally
}

/// Why a run ended.
public enum DevnetEnd: Sendable {
  /// The prices or the blocks that were asked for are used up.
  case finished
  /// The rollup was ended on the L1. Everybody leaves, and the L1 goes on for that.
  case ended
  case failed(any Error)
}

extension DevnetNode {
  /// Begins to make blocks, at the pace and on the occasions that the configuration names.
  ///
  /// - Parameters:
  ///   - report: called now and then, on the node's queue.
  ///   - end: called once, on the node's queue, when nothing more will be made of itself.
  public func run(
    reporting report: @escaping @Sendable (DevnetProgress) -> Void, ending end: @escaping @Sendable (DevnetEnd) -> Void
  ) {
    queue.async { [self] in
      driver = Driver(report: report, end: end)
      if configuration.pace == .fast { return runFast() }
      switch configuration.sealing {
      case .interval(let ms): startTimer(intervalMs: ms)
      case .instant, .manual: seal(1)
      }
    }
  }

  /// Makes no more blocks of itself.
  public func pause() { queue.sync { driver?.stop() } }

  /// A block's timestamp follows its parent's by the block time; where the wall clock has left it behind, the clock
  /// is followed, so that after a pause prices are not dated in the past.
  private var nextTimestampMs: UInt64 {
    let next = engine.state.clock.timestampMs + configuration.blockTimeMs
    guard configuration.pace == .real else { return next }
    let now = UInt64(Date().timeIntervalSince1970 * 1_000)
    return now > next + 1_000 ? now : next
  }

  private func startTimer(intervalMs: UInt64) {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let interval = DispatchTimeInterval.milliseconds(Int(intervalMs))
    timer.schedule(deadline: .now(), repeating: interval, leeway: .milliseconds(1))
    timer.setEventHandler { [weak self] in self?.seal(1) }
    driver?.timer = timer
    timer.resume()
  }

  /// Blocks between two flushes of a fast run, in which nobody waits for a receipt.
  private static let fastFlushBlocks = 256
  /// Blocks between two looks at what strangers ask.
  private static let fastTurnBlocks = 16

  private func runFast() {
    guard let driver, !driver.hasStopped else { return }
    do {
      for _ in 0..<Self.fastTurnBlocks {
        guard try makeNext() else {
          try flush()
          return finish()
        }
      }
      if engine.unflushedCount >= Self.fastFlushBlocks || pendingAcknowledgements > 0 { try flush() }
      driver.report(progress)
      queue.async { [self] in runFast() }
    } catch { fail(error) }
  }

  /// Makes blocks now, and acknowledges what is in them.
  private func seal(_ count: Int) {
    guard let driver, !driver.hasStopped else { return }
    do {
      for _ in 0..<count {
        guard try makeNext() else {
          try flush()
          return finish()
        }
      }
      try flush()
      driver.report(progress)
    } catch { fail(error) }
  }

  /// - Returns: whether there was a block to make.
  private func makeNext() throws -> Bool {
    if let limit = configuration.blockLimit, engine.tally.blocks >= limit { return false }
    return try makeBlock(at: nextTimestampMs) != nil
  }

  private func finish() {
    driver?.stop()
    driver?.end(engine.isFrozen ? .ended : .finished)
  }

  private func fail(_ error: any Error) {
    driver?.stop()
    driver?.end(.failed(error))
  }

  private var progress: DevnetProgress {
    let count = [configuration.blockLimit, configuration.history?.blockCount].compactMap(\.self).min()
    return DevnetProgress(blocks: engine.tally.blocks, blockCount: count, tally: engine.tally)
  }

  /// Something waits for a block: where blocks are sealed on arrival, one is.
  func hasArrived() {
    guard configuration.pace == .real, configuration.sealing == .instant, driver?.isSealingSoon == false else {
      return
    }
    driver?.isSealingSoon = true
    queue.async { [self] in
      driver?.isSealingSoon = false
      seal(1)
    }
  }

  /// `dev_mine`: makes blocks at once, also where they are made by a timer.
  func mine(_ count: Int) throws(RPCError) {
    try checkIsAlive()
    do {
      for _ in 0..<count {
        guard try makeBlock(at: nextTimestampMs) != nil else { break }
      }
      try flush()
    } catch { throw RPCError(code: RPCError.internalErrorCode, message: "\(error)") }
  }
}

/// What keeps a node going. Used on its queue only.
final class Driver {
  let report: @Sendable (DevnetProgress) -> Void
  let end: @Sendable (DevnetEnd) -> Void
  var timer: (any DispatchSourceTimer)?
  var isSealingSoon = false
  private(set) var hasStopped = false

  init(report: @escaping @Sendable (DevnetProgress) -> Void, end: @escaping @Sendable (DevnetEnd) -> Void) {
    self.report = report
    self.end = end
  }

  func stop() {
    hasStopped = true
    timer?.cancel()
    timer = nil
  }
}
