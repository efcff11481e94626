import Dispatch
import Threading

/// A value that one thread waits for and another brings, once.
final class Waiting<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let arrival = DispatchSemaphore(value: 0)

  func resolve(_ new: sending Value) {
    let isFirst = value.withLock { value in
      guard value == nil else { return false }
      value = new
      return true
    }
    if isFirst { arrival.signal() }
  }

  func wait() -> Value {
    arrival.wait()
    defer { arrival.signal() }
    guard let value = value.withLock({ $0 }) else { preconditionFailure("nothing has arrived") }
    return value
  }
}
