extension PersistentList {
  /// All elements with their indices, ascending.
  ///
  /// - Precondition: the whole list is known.
  public var known: [(index: UInt64, value: Element)] {
    (0..<count).map { index in
      do throws(StateAccessError) { return (index, try read(index)) } catch {
        preconditionFailure("only a list that is known as a whole can be listed")
      }
    }
  }
}
