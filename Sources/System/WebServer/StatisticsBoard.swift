import Threading

/// The statistics, as the service thread writes and others read them.
final class StatisticsBoard: Sendable {
  private let statistics = Locked(WebServerStatistics())

  var current: WebServerStatistics { statistics.withLock { $0 } }

  func update(_ change: (inout WebServerStatistics) -> Void) { statistics.withLock { change(&$0) } }
}
