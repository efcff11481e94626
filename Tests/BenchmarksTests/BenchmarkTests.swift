import JSON
import Testing

@testable import Benchmarks

@Suite struct `A benchmark` {
  static let result = BenchmarkResult(
    name: "wheel", figure: 200.00049, unit: "ns/op", ceiling: 3, ceilingName: "a bare axle", facts: ["turns": 7],
    operationCount: 40, runCount: 5)

  @Test func `is written as one object, rounded to thousandths`() {
    #expect(
      Self.result.json.text(.compact) == """
        {"name":"wheel","figure":200.0,"unit":"ns/op","ceiling":3.0,"ceilingName":"a bare axle","ratio":66.667,\
        "turns":7,"operations":40,"medianOf":5}
        """)
  }

  @Test func `takes subject and ceiling in turn, and the median of each`() {
    var order = ""
    var (subjects, ceilings) = ([9.0, 1, 4][...], [30.0, 10, 20][...])
    let runs = PairedRuns(count: 3) {
      order += "\($0)"
    } subject: {
      order += "s"
      return subjects.removeFirst()
    } ceiling: {
      order += "c"
      return ceilings.removeFirst()
    }
    #expect(order == "1sc2sc3sc")
    #expect(runs.subject == 4)
    #expect(runs.ceiling == 20)
  }

  static let medians: [(values: [Double], median: Double)] = [
    ([5], 5), ([2, 1], 1.5), ([3, 1, 2], 2), ([4, 1, 3, 2], 2.5),
  ]

  @Test(arguments: medians)
  func `has the middle as its median`(row: (values: [Double], median: Double)) {
    #expect(PairedRuns.median(row.values) == row.median)
  }

  @Test func `has a name of its own, and a sentence`() {
    #expect(Set(BenchmarkList.all.map { $0.name }).count == BenchmarkList.all.count)
    for benchmark in BenchmarkList.all { #expect(benchmark.summary.hasSuffix("."), "\(benchmark.name)") }
  }
}
