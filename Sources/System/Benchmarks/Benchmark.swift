/// One thing that is measured beside its own ceiling: what the machine at hand gives at best for the same work.
public protocol Benchmark: SendableMetatype {
  /// One word, by which the command line asks for it.
  static var name: String { get }

  /// One sentence, which starts with a capital and ends with a full stop.
  static var summary: String { get }

  /// Measures, and checks that what was measured also came out right.
  ///
  /// - Parameter willRun: is told the number of each run, from 1, before it starts.
  /// - Throws: `BenchmarkError` when the work gave a wrong answer; there is no figure then.
  static func run(_ plan: BenchmarkPlan, willRun: (Int) -> Void) throws -> BenchmarkResult
}

/// The benchmarks there are.
public enum BenchmarkList {
  /// In the order in which they run.
  public static let all: [any Benchmark.Type] = [BookBenchmark.self]

  public static func named(_ name: String) -> (any Benchmark.Type)? { all.first { $0.name == name } }
}
