import Dispatch

extension Array where Element: Sendable {
  /// `map` on all cores. The result is in order, and the same whatever their number.
  ///
  /// For work of some ten microseconds an element, such as signing. Whoever is free takes the next `grain` elements, so
  /// that a core that is busy elsewhere holds the others up by no more than these.
  public func mapInParallel<Result: Sendable>(grain: Int = 4, _ transform: @Sendable (Element) -> Result) -> [Result] {
    guard count > grain else { return map(transform) }
    return [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      nonisolated(unsafe) let results = buffer
      DispatchQueue.concurrentPerform(iterations: (count + grain - 1) / grain) { part in
        for index in (part * grain)..<Swift.min((part + 1) * grain, count) {
          results.initializeElement(at: index, to: transform(self[index]))
        }
      }
      initializedCount = count
    }
  }
}
