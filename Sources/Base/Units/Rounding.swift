/// Which way a quotient goes when it is no integer. There is no default: the caller knows who receives the rest.
public enum Rounding: Sendable {
  /// Toward positive infinity.
  case up
  /// Toward negative infinity.
  case down
}

extension Int128 {
  /// `self / divisor`, rounded as named.
  ///
  /// - Precondition: `divisor > 0`.
  public func divided(by divisor: Int128, rounding: Rounding) -> Int128 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return switch rounding {
    case .up: remainder > 0 ? quotient + 1 : quotient
    case .down: remainder < 0 ? quotient - 1 : quotient
    }
  }
}
