/// Why an order, or what was left of one, went without being filled: the `code` of its event.
public enum CancellationCause: UInt32, CaseIterable, Sendable {
  /// Its account asked for it.
  case requested = 0
  /// Nobody stood on the other side at its limit or better, and it was not to rest.
  case noCounterparty = 1
  /// It would have traded with its own account or owner.
  case selfTrade = 2
  /// Its account's margin did not allow the trade.
  case insufficientMargin = 3
  /// It was reduce-only, and there was no position to reduce.
  case nothingToReduce = 4
  /// Its account is liquidated.
  case liquidation = 5
  /// Its account's dead man's switch fired.
  case deadMan = 6
}
