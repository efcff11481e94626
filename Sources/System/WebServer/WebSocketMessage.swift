/// One whole WebSocket message (RFC 6455 §5.6).
public enum WebSocketMessage: Equatable, Sendable {
  /// UTF-8. What arrives has been checked; what is sent is the sender's duty.
  case text([UInt8])
  case binary([UInt8])

  public static func text(_ text: String) -> Self { .text(Array(text.utf8)) }

  public var bytes: [UInt8] {
    switch self {
    case .text(let bytes), .binary(let bytes): bytes
    }
  }
}
