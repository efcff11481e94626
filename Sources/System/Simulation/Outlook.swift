import Ledger
import Units

/// What all agents see alike: the markets that have a mark, and the time.
struct Outlook: Sendable {
  /// By number.
  let quotes: [MarketQuote]
  /// Of the last block.
  let timestampMs: UInt64
  /// How far apart blocks are.
  let blockMs: UInt64

  /// When a block is likely that is so many behind the last one.
  func time(inBlocks blockCount: UInt64) -> UInt64 { timestampMs + blockCount * blockMs }
}

extension Outlook {
  init(on state: State) {
    quotes = MarketQuote.all(in: state)
    timestampMs = state.clock.timestampMs
    blockMs = state.clock.meanBlockMs
  }
}

extension State.Clock {
  /// The mean distance of all blocks since the genesis, 50 ... 60,000 milliseconds.
  ///
  /// The state says no more about the pace of its chain. The bounds keep times sensible before the first blocks and
  /// after long pauses.
  fileprivate var meanBlockMs: UInt64 { min(max((timestampMs - startMs) / max(blockNumber, 1), 50), 60_000) }
}
