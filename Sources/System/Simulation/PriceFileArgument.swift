import Foundation
import Ledger
import Units

/// `MARKET=CSV`, as the command line's `--prices` has it.
public struct PriceFileArgument: Equatable, Sendable {
  public let symbol: String
  public let path: String

  /// nil when there is no `=`, or nothing on one side of it. A path may hold further `=`.
  public init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, !text.hasPrefix("=") else { return nil }
    (symbol, path) = (String(parts[0]), String(parts[1]))
  }
}

extension KlineFeed {
  /// Reads the files and finds their markets.
  ///
  /// - Parameter rules: of all markets, by number.
  public init(_ arguments: [PriceFileArgument], rules: [MarketRules]) throws(KlineFeedError) {
    var entries: [Entry] = []
    for argument in arguments { entries.append(try Entry(argument, rules: rules)) }
    try self.init(entries)
  }
}

extension KlineFeed.Entry {
  fileprivate init(_ argument: PriceFileArgument, rules: [MarketRules]) throws(KlineFeedError) {
    guard let number = rules.firstIndex(where: { $0.name == argument.symbol }) else {
      throw .unknownMarket(argument.symbol, known: rules.map(\.name))
    }
    guard let data = FileManager.default.contents(atPath: argument.path) else {
      throw .unreadable(path: argument.path)
    }
    do throws(KlineError) {
      self.init(market: MarketID(UInt32(number)), rules: rules[number], file: try KlineFile(csv: Array(data)))
    } catch { throw .malformed(path: argument.path, error) }
  }
}
