/// Why a benchmark has no figure: the work was fast, but wrong.
public enum BenchmarkError: Error, Equatable {
  case wrongTrades(of: String, expected: TradeTotals, found: TradeTotals)
}

extension BenchmarkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .wrongTrades(let book, let expected, let found): "\(book) gave \(found) and not \(expected)"
    }
  }
}
