import Cryptography

extension TreeNode {
  /// Who decides what becomes of a touch on a guarded slot.
  ///
  /// While a proof is recorded, everything is there, and is opened as it is touched. In a proof, only what came with it is.
  @usableFromInline struct Guardian {
    @usableFromInline let log: AccessLog
    /// While recording: the node that this one stands for, of its height or of a lower one; nil if it is empty.
    let source: TreeNode?
    let isRecording: Bool
    /// Of a page of a proof: the elements that came with it.
    var known: UInt64
  }

  /// All slots.
  var allSlots: UInt64 { slotCount == 64 ? .max : 1 << UInt64(slotCount) - 1 }

  /// Makes a guarded element one like any other; false if nobody knows it.
  @usableFromInline func openElement(_ slot: Int) -> Bool {
    let bit = 1 << UInt64(slot) as UInt64
    guard let guardian, guardian.isRecording || guardian.known & bit != 0 else { return false }
    guarded &= ~bit
    return true
  }

  /// The child at a guarded slot; nil if nobody knows it.
  @usableFromInline func openChild(_ slot: Int) -> TreeNode? {
    guard let guardian, guardian.isRecording else { return nil }
    let source = guardian.source
    let beneath = source?.height == height ? source?.child(slot) : slot == 0 ? source : nil
    let child = TreeNode(recording: beneath, height: height - 1, into: guardian.log)
    unsafe children[slot] = child
    guarded &= ~(1 << UInt64(slot))
    return child
  }

  /// A node that stands for `source`, which is hashed and no higher, and notes what is touched.
  convenience init(recording source: TreeNode?, height: Int, into log: AccessLog) {
    self.init(emptyAtHeight: height)
    guarded = allSlots
    guardian = Guardian(log: log, source: source, isRecording: true, known: 0)
    guard let source else { return }
    if source.height < height {
      unsafe hashes[slotCount] = source.root(liftedTo: height - 1)
      climb(from: 1)
    } else {
      unsafe hashes.update(from: source.hashes, count: 2 * slotCount)
      if height == 0 { unsafe elements.update(from: source.elements, count: slotCount) }
    }
  }

  /// The root of a node of `height` in which this one lies leftmost, among zeroes.
  private func root(liftedTo height: Int) -> Bytes32 {
    (Self.depth(height: self.height)..<Self.depth(height: height)).reduce(rehash()) {
      SHA256.hash($0, ZeroHashes.root(depth: $1))
    }
  }

  /// A node of a proof: nothing in it is known yet.
  convenience init(provingAtHeight height: Int, into log: AccessLog) {
    self.init(emptyAtHeight: height)
    guarded = allSlots
    guardian = Guardian(log: log, source: nil, isRecording: false, known: 0)
  }

  /// Puts in an element that came with a proof, and its root.
  func reveal(_ element: Element, _ root: Bytes32, at index: UInt64) {
    let slot = slot(of: index)
    guard height > 0 else {
      guardian?.known |= 1 << UInt64(slot)
      unsafe elements[slot] = element
      unsafe hashes[slotCount + slot] = root
      return
    }
    guarded &= ~(1 << UInt64(slot))
    if unsafe children[slot] == nil, let guardian {
      unsafe children[slot] = TreeNode(provingAtHeight: height - 1, into: guardian.log)
    }
    unsafe children[slot]?.reveal(element, root, at: index)
  }

  /// Hashes what lies above all that was revealed, and returns the root.
  @discardableResult
  func hashRevealed() -> Bytes32 {
    guard height > 0 else {
      climb(from: guardian?.known ?? 0)
      return unsafe hashes[1]
    }
    for slot in 0..<slotCount {
      if let child = unsafe children[slot] { unsafe hashes[slotCount + slot] = child.hashRevealed() }
    }
    climb(from: ~guarded & allSlots)
    return unsafe hashes[1]
  }

  /// Puts in a hash that came with a proof, which lies beside the path of an element that did; without one it is of no
  /// use and forgotten.
  func reveal(_ hash: Bytes32, level: Int, position: UInt64) {
    if level <= slotBits { return unsafe hashes[1 << level | Int(position)] = hash }
    let below = level - slotBits
    let child = unsafe children[Int(position >> UInt64(below))]
    child?.reveal(hash, level: below, position: position & (1 << UInt64(below) - 1))
  }
}
