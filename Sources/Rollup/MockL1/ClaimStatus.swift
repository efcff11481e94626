/// Where a claim stands.
public enum ClaimStatus: Equatable, Sendable {
  /// Nobody has answered it yet.
  case pending
  /// Somebody has, and there is no verdict yet.
  case challenged
  /// It won, and so did all claims that it builds on: what it says can be relied on for ever.
  case settled
  /// It lost, or one that it builds on did.
  case defeated
  /// It was not shown wrong, but another one was settled in its place or in that of one that it builds on. Its bond goes
  /// back; what was to rest on it must rest on another claim.
  case superseded

  /// Whether it will never change again.
  public var isFinal: Bool {
    switch self {
    case .pending, .challenged: false
    case .settled, .defeated, .superseded: true
    }
  }
}
