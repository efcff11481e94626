/// Why price files cannot be played together. Markets are named by their symbols.
public enum KlineFeedError: Error, Equatable, Sendable {
  case noFiles
  case unknownMarket(String, known: [String])
  case marketNamedTwice(String)
  case unreadable(path: String)
  case malformed(path: String, KlineError)
  case durationsDiffer(String, durationMs: UInt64, String, otherDurationMs: UInt64)
  /// The bars of one never begin when those of the other do.
  case gridsDiffer(String, String)
  case noCommonSpan
  /// A price that the market's unit cannot express.
  case priceOutOfRange(String, openTimeMs: UInt64)
}

extension KlineFeedError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noFiles: "no price file is given"
    case .unknownMarket(let symbol, let known):
      "there is no market \(symbol); there are \(known.joined(separator: ", "))"
    case .marketNamedTwice(let symbol): "\(symbol) has two price files"
    case .unreadable(let path): "\(path): cannot be read"
    case .malformed(let path, let error): "\(path): \(error)"
    case .durationsDiffer(let symbol, let duration, let other, let otherDuration):
      "the bars of \(symbol) last \(duration) ms, those of \(other) \(otherDuration) ms"
    case .gridsDiffer(let symbol, let other): "the bars of \(symbol) and \(other) begin at different times"
    case .noCommonSpan: "the price files have no time in common"
    case .priceOutOfRange(let symbol, let time): "\(symbol): a price of the bar at \(time) ms is out of range"
    }
  }
}
