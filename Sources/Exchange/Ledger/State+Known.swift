import Merkle

extension State {
  /// What `read` finds in a state that is known as a whole.
  ///
  /// - Precondition: nothing that `read` touches is blinded. Whoever runs on a witness calls `read` itself and handles its
  ///   error.
  public func known<T>(_ read: (State) throws(StateAccessError) -> T) -> T {
    do throws(StateAccessError) { return try read(self) } catch {
      preconditionFailure("a step failed on a state that is known as a whole: \(error)")
    }
  }
}
