import Ledger
import Units

/// Price histories of several markets, played together over the time that all of them cover.
///
/// Each bar of duration d gives four blocks, at its open time and d/4, 2d/4 and 3d/4 later (rounded down to
/// milliseconds), with the four prices of every market's bar. Where a market's bar is missing, its last close stands
/// for all four.
public struct KlineFeed: PriceSource {
  /// When the first and the last bar begin, milliseconds since 1970.
  public let span: ClosedRange<UInt64>
  /// How long a bar lasts.
  public let durationMs: UInt64
  /// By market.
  private var tracks: [KlineTrack]
  private var position = 0

  /// One market's history.
  public struct Entry: Sendable {
    public let market: MarketID
    public let rules: MarketRules
    public let file: KlineFile

    public init(market: MarketID, rules: MarketRules, file: KlineFile) {
      (self.market, self.rules, self.file) = (market, rules, file)
    }
  }

  public init(_ entries: [Entry]) throws(KlineFeedError) {
    let entries = entries.sorted { $0.market < $1.market }
    guard let first = entries.first else { throw .noFiles }
    for (entry, next) in zip(entries, entries.dropFirst()) { try next.checkGrid(like: entry) }
    let begin = entries.map { $0.file.bars[0].openTimeMs }.max() ?? 0
    let end = entries.map { $0.file.bars[$0.file.bars.count - 1].openTimeMs }.min() ?? 0
    guard begin <= end else { throw .noCommonSpan }
    (span, durationMs) = (begin...end, first.file.durationMs)
    var tracks: [KlineTrack] = []
    for entry in entries { tracks.append(try KlineTrack(entry)) }
    self.tracks = tracks
  }

  public var blockCount: Int? { Int((span.upperBound - span.lowerBound) / durationMs + 1) * KlineBar.priceCount }

  public mutating func next() -> PricePoint? {
    guard let blockCount, position < blockCount else { return nil }
    let (bar, quarter) = position.quotientAndRemainder(dividingBy: KlineBar.priceCount)
    position += 1
    let openTime = span.lowerBound + UInt64(bar) * durationMs
    var prices: [MarketPrice] = []
    for index in tracks.indices { prices.append(tracks[index].price(ofBarAt: openTime, quarter)) }
    let offset = UInt64(quarter) * durationMs / UInt64(KlineBar.priceCount)
    return PricePoint(timestampMs: openTime + offset, prices: prices)
  }

  /// Goes on with block `index`, counted from 0: where an interrupted run stopped.
  ///
  /// - Precondition: `index` is not negative.
  public mutating func skip(toBlock index: Int) {
    precondition(index >= 0, "a history has no block before its first")
    position = index
    for track in tracks.indices { tracks[track].rewind() }
  }
}

extension KlineFeed.Entry {
  fileprivate func checkGrid(like other: Self) throws(KlineFeedError) {
    guard market != other.market else { throw .marketNamedTwice(rules.name) }
    guard file.durationMs == other.file.durationMs else {
      throw .durationsDiffer(
        other.rules.name, durationMs: other.file.durationMs, rules.name, otherDurationMs: file.durationMs)
    }
    let (phase, otherPhase) = (file.bars[0].openTimeMs, other.file.bars[0].openTimeMs)
    guard phase % file.durationMs == otherPhase % file.durationMs else {
      throw .gridsDiffer(other.rules.name, rules.name)
    }
  }
}
