import Merkle
import Units

/// Sums and counts that the state keeps of its own parts. A part is in its sum; where it is not, the state contradicts
/// itself, and the step ends there.
extension Quantity {
  /// - Throws: `StateAccessError.contradictory` where the sum does not fit.
  @inlinable public func counting(_ part: Quantity) throws(StateAccessError) -> Quantity {
    let (sum, overflow) = lots.addingReportingOverflow(part.lots)
    guard !overflow else { throw .contradictory("a sum of quantities is larger than all that there can be") }
    return Quantity(lots: sum)
  }

  /// - Throws: `StateAccessError.contradictory` where the sum is smaller than its part.
  @inlinable public func discounting(_ part: Quantity) throws(StateAccessError) -> Quantity {
    let (rest, overflow) = lots.subtractingReportingOverflow(part.lots)
    guard !overflow else { throw .contradictory("a sum of quantities is smaller than one of them") }
    return Quantity(lots: rest)
  }
}

extension UInt32 {
  /// Counts one more.
  ///
  /// - Throws: `StateAccessError.contradictory` where there is no higher number.
  @inlinable public mutating func countUp() throws(StateAccessError) {
    guard self < .max else { throw .contradictory("more is counted than there can be") }
    self += 1
  }

  /// Counts one less.
  ///
  /// - Throws: `StateAccessError.contradictory` where none is counted.
  @inlinable public mutating func countDown() throws(StateAccessError) {
    guard self > 0 else { throw .contradictory("something is there and was not counted") }
    self -= 1
  }
}
