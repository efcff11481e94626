import Merkle

/// A list of the L1's own: all of it is known, and a copy costs nothing. Blocks keep copies as their snapshots.
struct L1List<Element: MerkleElement>: Sendable {
  private var list = PersistentList<Element, 32>(at: .root)

  var count: UInt64 { list.count }

  subscript(index: UInt64) -> Element {
    get { complete { () throws(StateAccessError) in try list.read(index) } }
    set { complete { () throws(StateAccessError) in try list.write(newValue, at: index) } }
  }

  /// Returns the new element's index.
  @discardableResult
  mutating func append(_ element: Element) -> UInt64 {
    complete { () throws(StateAccessError) in try list.append(element) }
  }

  var all: [Element] { list.known.map(\.value) }

  /// The L1 itself is never a witness.
  private func complete<T>(_ access: () throws(StateAccessError) -> T) -> T {
    do throws(StateAccessError) { return try access() } catch {
      preconditionFailure("a part of the L1's own state is blinded")
    }
  }
}
