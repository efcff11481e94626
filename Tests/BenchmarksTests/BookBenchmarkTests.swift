import JSON
import Testing

@testable import Benchmarks

@Suite struct `The benchmark of the book` {
  private func run(operations: Int, runs: Int = 1) throws -> BenchmarkResult {
    try BookBenchmark.run(BenchmarkPlan(operationCount: operations, runCount: runs)) { _ in }
  }

  @Test(arguments: [1_000, 10_000])
  func `makes the published trades, and so does its ceiling`(operationCount: Int) throws {
    let published = try #require(Workload.published[operationCount])
    let result = try run(operations: operationCount)
    #expect(result.facts["trades"]?.integerValue == Int64(published.trades))
    #expect(result.facts["hash"]?.stringValue == published.hashText)
    #expect(result.figure > 0 && result.ceiling > 0)
  }

  @Test func `holds the book against its ceiling at a length that nobody published`() throws {
    var trades: [Trade] = []
    var book = FlatBook()
    for operation in Workload(operationCount: 777).operations { book.carryOut(operation, into: &trades) }
    #expect(try run(operations: 777).facts["trades"]?.integerValue == Int64(trades.count))
  }

  @Test func `has no figure for wrong trades`() {
    let (expected, found) = (TradeTotals(trades: 2, lots: 3, hash: 0xab), TradeTotals())
    let error = BenchmarkError.wrongTrades(of: "a book", expected: expected, found: found)
    #expect(throws: error) { try BookBenchmark.time(of: (found, 5), "a book", expected) }
    #expect(
      "\(error)" == """
        a book gave 0 trades of 0 lots with hash 14650fb0739d0383 and not 2 trades of 3 lots with hash 00000000000000ab
        """)
  }

  @Test func `tells the number of each run before it starts`() throws {
    var numbers: [Int] = []
    let result = try BookBenchmark.run(BenchmarkPlan(operationCount: 10, runCount: 3)) { numbers.append($0) }
    #expect(numbers == [1, 2, 3])
    #expect(result.runCount == 3)
  }
}
