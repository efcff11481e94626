import JSON
import Testing

@testable import Benchmarks
@testable import plimsoll

@Suite struct `The command for benchmarks` {
  private func run(_ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess.run(ChildProcess.plimsoll, ["bench"] + arguments)
  }

  @Test func `writes one line of JSON for each, with the published trades`() throws {
    let result = try run("book", "--operations", "10000", "--runs", "2", "--json")
    #expect(result.exitCode == 0)
    #expect(result.error == "")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 1)
    let object = try JSONValue.parse(String(try #require(lines.first)))
    #expect(
      object.objectValue?.keys == [
        "name", "figure", "unit", "ceiling", "ceilingName", "ratio", "trades", "hash", "operations", "medianOf",
      ])
    #expect(object["name"] == "book")
    #expect(object["hash"] == "28886b64901aaf71")
    #expect(object["trades"] == 3887)
    #expect(object["operations"] == 10_000)
    #expect(object["medianOf"] == 2)
  }

  @Test func `runs each benchmark once, however often it is named, and all without a name`() throws {
    let all = try run("--operations", "100", "--runs", "1", "--json").output.split(separator: "\n")
    #expect(all.count == BenchmarkList.all.count)
    let named = try run("book", "book", "--operations", "100", "--runs", "1", "--json").output.split(separator: "\n")
    #expect(named.count == 1)
  }

  @Test func `names those there are when it is asked for another`() throws {
    let result = try run("bok")
    #expect(result.exitCode == 64)
    #expect(result.output == "")
    #expect(result.error.contains("'bok'; did you mean book?"))
    for benchmark in BenchmarkList.all { #expect(result.error.contains(benchmark.name)) }
  }

  @Test func `refuses to do nothing`() throws {
    for arguments in [["--runs", "0"], ["--operations", "0"], ["--operations", "many"]] {
      #expect(try ChildProcess.run(ChildProcess.plimsoll, ["bench"] + arguments).exitCode == 64)
    }
  }

  @Test func `writes a table of at most 80 columns for people`() {
    func result(_ name: String, _ figure: Double) -> BenchmarkResult {
      BenchmarkResult(
        name: name, figure: figure, unit: "ns/op", ceiling: 70.06, ceilingName: "flat arrays",
        facts: ["trades": 396_068, "hash": "4133af1c1c0dcdda"], operationCount: 1_000_000, runCount: 5)
    }
    let text = BenchmarkTable([result("book", 140.12), result("transition", 12_345.6)]).text
    #expect(
      text == """
        benchmark          figure     ceiling   ratio  ceiling is
        book          140.1 ns/op  70.1 ns/op    2.00  flat arrays
          1000000 operations, trades 396068, hash 4133af1c1c0dcdda, median of 5
        transition  12345.6 ns/op  70.1 ns/op  176.21  flat arrays
          1000000 operations, trades 396068, hash 4133af1c1c0dcdda, median of 5

        """)
    for line in text.split(separator: "\n") { #expect(line.count <= 80) }
  }
}
