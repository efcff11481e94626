import Benchmarks
import JSON

/// `plimsoll bench`
enum BenchCommand: Command {
  static let specification = CommandSpecification(
    "bench", summary: "Measures how fast this machine does the work, beside its own ceiling.",
    discussion: """
      Each figure stands beside a ceiling that was measured in the same run, so that the ratio of the two can be \
      compared between machines. A benchmark whose work comes out wrong has no figure; the exit status is 1 then. \
      With --json there is one line for each benchmark.
      """
        + BenchmarkList.all.map { "\n\n\($0.name): \($0.summary)" }.joined(),
    arguments: [
      ArgumentSpecification(
        "benchmarks", .word("NAME", among: BenchmarkList.all.map { $0.name }),
        summary: "What to measure; without it, everything.", isOptional: true, repeats: true)
    ],
    options: [
      OptionSpecification(
        "operations", .integer("N", in: 1...10_000_000),
        summary: "Operations of each run; without it, as many as the benchmark is made for."),
      OptionSpecification(
        "runs", .integer("N", in: 1...1000), summary: "Takes the median of so many runs.", default: "5"),
      .json,
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let plan = BenchmarkPlan(operationCount: arguments.integer("operations"), runCount: runCount(arguments))
    let results = try chosen(arguments.all("benchmarks")).map { try measure($0, plan) }
    try StandardStream.output.write(
      arguments.flag("json")
        ? results.map { $0.json.text(.compact) + "\n" }.joined() : BenchmarkTable(results).text)
    return .success
  }

  private static func runCount(_ arguments: ParsedArguments) -> Int {
    guard let count = arguments.integer("runs") else { preconditionFailure("the table has a default for --runs") }
    return count
  }

  /// In the order of the list; all of them where no name is given.
  private static func chosen(_ names: [String]) -> [any Benchmark.Type] {
    BenchmarkList.all.filter { names.isEmpty || names.contains($0.name) }
  }

  private static func measure(_ benchmark: any Benchmark.Type, _ plan: BenchmarkPlan) throws -> BenchmarkResult {
    let progress = ProgressLine()
    defer { progress.end() }
    return try benchmark.run(plan) { progress.show("\(benchmark.name): run \($0) of \(plan.runCount)") }
  }
}
