import JSON
import Ledger
import Merkle

/// Matching alone: the workload W1 through the transition's own `OrderBook`, a snapshot kept all the time.
///
/// The clock covers matching, placing, cancelling, the hash over the trades, and a snapshot after each
/// `snapshotInterval` operations, kept for as many more, as the node keeps the states of recent blocks: a page is
/// copied when it is first written after a snapshot. Operations are drawn before the clock starts.
///
/// The ceiling is `FlatBook`, on the same operations with the same hash over the trades and without snapshots. It is
/// the plain way to write the same thing in the same language, so the ratio says what pages, hashed words and account
/// lists cost, whatever the machine. (Random writes of pages of 4 KiB would also be a ceiling, but one of memory: the
/// resting orders of W1 fit a cache, and a book far from that bound could look well beside it.)
enum BookBenchmark: Benchmark {
  static let name = "book"
  static let summary = "Matches the orders of the workload W1, without margin."

  /// What the published speeds of other engines are for.
  static let operationCount = 1_000_000
  static let snapshotInterval = 1_000

  static func run(_ plan: BenchmarkPlan, willRun: (Int) -> Void) throws -> BenchmarkResult {
    let count = plan.operationCount ?? operationCount
    let workload = Workload(operationCount: count)
    let expected = Workload.published[count] ?? flat(workload).totals
    let runs = try PairedRuns(count: plan.runCount, willRun: willRun) {
      try time(of: exchange(workload), "the exchange's book", expected)
    } ceiling: {
      try time(of: flat(workload), "the flat book", expected)
    }
    return BenchmarkResult(
      name: name, figure: runs.subject / Double(count), unit: "ns/op", ceiling: runs.ceiling / Double(count),
      ceilingName: "flat arrays", facts: facts(expected), operationCount: count,
      runCount: plan.runCount)
  }

  typealias Outcome = (totals: TradeTotals, nanoseconds: Double)

  /// The time of a run, if it made the trades that were published or, of a length of which none were, the flat book's.
  static func time(
    of outcome: Outcome, _ book: String, _ expected: TradeTotals
  ) throws(BenchmarkError) -> Double {
    guard outcome.totals == expected else {
      throw .wrongTrades(of: book, expected: expected, found: outcome.totals)
    }
    return outcome.nanoseconds
  }

  private static func exchange(_ workload: Workload) throws(StateAccessError) -> Outcome {
    var (book, totals) = (TradingBook(), TradeTotals())
    var snapshot = book.book
    let nanoseconds = try Stopwatch.nanoseconds { () throws(StateAccessError) in
      for (index, operation) in workload.operations.enumerated() {
        if index.isMultiple(of: snapshotInterval) { snapshot = book.book }
        try book.carryOut(operation, into: &totals)
      }
    }
    return withExtendedLifetime(snapshot) { (totals, nanoseconds) }
  }

  private static func flat(_ workload: Workload) -> Outcome {
    var (book, totals) = (FlatBook(), TradeTotals())
    let nanoseconds = Stopwatch.nanoseconds {
      for operation in workload.operations { book.carryOut(operation, into: &totals) }
    }
    return (totals, nanoseconds)
  }

  private static func facts(_ totals: TradeTotals) -> JSONObject {
    ["trades": .integer(Int64(totals.trades)), "hash": .string(totals.hashText)]
  }
}
