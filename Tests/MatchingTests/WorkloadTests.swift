import Cryptography
import Foundation
import Ledger
import Matching
import Testing
import Units

@Suite struct `On the workload W1, on which three independent engines agree, the book` {
  struct Row: Sendable, CustomTestStringConvertible {
    let count: Int
    let digest: String
    let totals: TradeTotals

    var testDescription: String { "\(count) operations" }
  }

  /// The table of `conformance/matching/README.md`.
  static let rows: [Row] = [
    Row(
      count: 1_000, digest: "29264a3d49eae29dd88c4c2da21f22cf4d7086b0bf335f14b0c779af23232a08",
      totals: TradeTotals(
        trades: 399, lots: 14_824, hash: 0x10c0_dfed_5622_3f99, restingOrders: 77, restingLots: 4_504)),
    Row(
      count: 10_000, digest: "0b35bf7274759ab770c9a67d89688c341807e9f4b5824efd81d63b5abc629fe3",
      totals: TradeTotals(
        trades: 3_887, lots: 147_226, hash: 0x2888_6b64_901a_af71, restingOrders: 905, restingLots: 45_363)),
    Row(
      count: 100_000, digest: "c6aab1bd8494385af904ea1e7015c2dad149f1418263873975d8171f3a75731d",
      totals: TradeTotals(
        trades: 39_682, lots: 1_501_662, hash: 0x0ac1_aa63_dcc8_914e, restingOrders: 8_922, restingLots: 451_041)),
    Row(
      count: 1_000_000, digest: "8e69e691ba7fdb5a3a4b70ec6bb4a3de9a0fc6dc81da47b44f28b75fdbe81ff1",
      totals: TradeTotals(
        trades: 396_068, lots: 15_036_502, hash: 0x4133_af1c_1c0d_cdda, restingOrders: 91_252, restingLots: 4_605_314)),
  ]

  static let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] == "1"

  @Test(arguments: rows.filter { isFull || $0.count <= 100_000 })
  func `makes the same trades and leaves the same orders`(row: Row) throws {
    let workload = Workload(count: row.count)
    #expect(Hex.encode(workload.digest.bytes).hasSuffix(row.digest), "the stream is not W1")
    var (book, totals) = (TradingBook(), TradeTotals())
    for operation in workload.operations {
      for trade in try book.carryOut(operation) { totals.count(trade) }
    }
    for order in try book.resting(.buy) + book.resting(.sell) {
      totals.restingOrders += 1
      totals.restingLots += order.lots
    }
    #expect(totals == row.totals)
    #expect(try book.book.violation() == nil)
  }
}
