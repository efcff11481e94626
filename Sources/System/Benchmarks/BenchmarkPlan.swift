/// How much a benchmark does.
public struct BenchmarkPlan: Equatable, Sendable {
  /// Operations of each run; nil leaves it to the benchmark.
  public let operationCount: Int?
  /// Times that everything is done. The figure is the median.
  public let runCount: Int

  /// - Precondition: both are at least 1.
  public init(operationCount: Int? = nil, runCount: Int = 5) {
    precondition(runCount > 0 && operationCount ?? 1 > 0, "a benchmark that does nothing has no figure")
    self.operationCount = operationCount
    self.runCount = runCount
  }
}
