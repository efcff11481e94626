import Benchmarks
import Foundation
import JSON

/// Results for people: a line for each benchmark under one heading, and below it what came out of the work.
struct BenchmarkTable {
  private let results: [BenchmarkResult]

  init(_ results: [BenchmarkResult]) { self.results = results }

  /// Lines of at most 80 columns, as long as names and units are short words.
  var text: String {
    let rows = [["benchmark", "figure", "ceiling", "ratio", "ceiling is"]] + results.map(cells)
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = [line(rows[0], widths)]
    for (row, result) in zip(rows.dropFirst(), results) {
      lines.append(line(row, widths))
      lines += TextWrapping.lines(facts(of: result), width: TextWrapping.columns - 2).map { "  " + $0 }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func cells(of result: BenchmarkResult) -> [String] {
    [
      result.name, String(format: "%.1f ", result.figure) + result.unit,
      String(format: "%.1f ", result.ceiling) + result.unit,
      String(format: "%.2f", result.ratio), result.ceilingName,
    ]
  }

  /// Words to the left, figures to the right.
  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.indices.map { column in
      let padding = String(repeating: " ", count: widths[column] - cells[column].count)
      return switch column {
      case 0: cells[column] + padding
      case cells.count - 1: cells[column]
      default: padding + cells[column]
      }
    }
    return padded.joined(separator: "  ")
  }

  /// Such as `1000000 operations, trades 396068, median of 5`.
  private func facts(of result: BenchmarkResult) -> String {
    let facts = result.facts.members.map { "\($0.key) \($0.value.stringValue ?? $0.value.description)" }
    return (["\(result.operationCount) operations"] + facts + ["median of \(result.runCount)"]).joined(separator: ", ")
  }
}
