import Benchmarks
import Cryptography
import Foundation
import Ledger
import Matching
import Testing
import Units

@Suite struct `On the workload W1, on which three independent engines agree, the book` {
  struct Row: Sendable, CustomTestStringConvertible {
    let count: Int
    /// SHA-256 of the stream.
    let digest: String
    let restingOrders: Int
    let restingLots: UInt64

    var testDescription: String { "\(count) operations" }
  }

  /// The table of `conformance/matching/README.md`, but for its trades, which are in `Workload.published`.
  static let rows: [Row] = [
    Row(
      count: 1_000, digest: "29264a3d49eae29dd88c4c2da21f22cf4d7086b0bf335f14b0c779af23232a08", restingOrders: 77,
      restingLots: 4_504),
    Row(
      count: 10_000, digest: "0b35bf7274759ab770c9a67d89688c341807e9f4b5824efd81d63b5abc629fe3", restingOrders: 905,
      restingLots: 45_363),
    Row(
      count: 100_000, digest: "c6aab1bd8494385af904ea1e7015c2dad149f1418263873975d8171f3a75731d", restingOrders: 8_922,
      restingLots: 451_041),
    Row(
      count: 1_000_000, digest: "8e69e691ba7fdb5a3a4b70ec6bb4a3de9a0fc6dc81da47b44f28b75fdbe81ff1",
      restingOrders: 91_252, restingLots: 4_605_314),
  ]

  static let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == "1"

  @Test(arguments: rows.filter { isFull || $0.count <= 100_000 })
  func `makes the same trades and leaves the same orders`(row: Row) throws {
    let workload = Workload(operationCount: row.count)
    #expect(Hex.encode(workload.digest.bytes).hasSuffix(row.digest), "the stream is not W1")
    var (book, totals) = (TradingBook(), TradeTotals())
    for operation in workload.operations { try book.carryOut(operation, into: &totals) }
    #expect(totals == Workload.published[row.count])
    let resting = try book.resting(.buy) + book.resting(.sell)
    #expect(resting.count == row.restingOrders)
    #expect(resting.map(\.lots).reduce(0, +) == row.restingLots)
    #expect(try book.book.violation(clock: State.Clock()) == nil)
  }
}
