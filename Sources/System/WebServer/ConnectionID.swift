/// Names one connection of one server, and is never used again for another.
public struct ConnectionID: Hashable, Sendable {
  let serial: UInt64
}

extension ConnectionID: CustomStringConvertible {
  public var description: String { "connection \(serial)" }
}
