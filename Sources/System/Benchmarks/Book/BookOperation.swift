import Units

/// What somebody wants of a book. Orders have numbers of the caller's, which rise.
public enum BookOperation: Sendable {
  case limit(id: UInt64, Side, tick: UInt32, lots: UInt64)
  case immediate(id: UInt64, Side, tick: UInt32, lots: UInt64)
  /// Does nothing when the order is gone.
  case cancel(id: UInt64)
}
