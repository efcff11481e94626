import Cryptography

/// One node of a persistent tree: a page of elements, or a branch with up to 64 children, and the hashes within.
///
/// `hashes` is a binary heap: `hashes[1]` is the node's root, `hashes[slots + i]` the root of slot i. Hashes above a
/// dirty slot are stale until `rehash`. A nil child is empty unless its slot is guarded. This file and its extensions hold
/// the only raw memory of `Merkle`; `PersistentTreeTests` hold it against a plain array.
@safe @usableFromInline final class TreeNode<Element: MerkleElement>: @unchecked Sendable {
  /// Branches have 2^6 children: one word holds a bit for each.
  @inlinable static var branchBits: Int { 6 }

  /// Pages hold 2^pageBits elements: as many as fit 4 KiB, 4 to 64.
  @inlinable static var pageBits: Int {
    let fitting = 4096 / max(MemoryLayout<Element>.stride, 1)
    return min(max(Int.bitWidth - 1 - fitting.leadingZeroBitCount, 2), branchBits)
  }

  /// 0 for a page; branches count the levels of nodes beneath them.
  @usableFromInline let height: Int
  @usableFromInline let elements: UnsafeMutablePointer<Element>
  @usableFromInline let children: UnsafeMutablePointer<TreeNode?>
  @usableFromInline let hashes: UnsafeMutablePointer<Bytes32>
  /// Slots changed since the last `rehash`.
  @usableFromInline var dirty: UInt64 = 0
  /// Slots of which nothing is known, or nothing was touched yet. Zero but in a proof, or while one is recorded.
  @usableFromInline var guarded: UInt64 = 0
  /// What lies behind guarded slots.
  @usableFromInline var guardian: Guardian?

  @inlinable var slotBits: Int { height == 0 ? Self.pageBits : Self.branchBits }
  @inlinable var slotCount: Int { 1 << slotBits }

  /// Levels of the hash tree from this node's root to the elements.
  @inlinable static func depth(height: Int) -> Int { pageBits + branchBits * height }

  @inlinable init(uninitialized height: Int) {
    self.height = height
    let slots = 1 << (height == 0 ? Self.pageBits : Self.branchBits)
    unsafe elements = .allocate(capacity: height == 0 ? slots : 0)
    unsafe children = .allocate(capacity: height == 0 ? 0 : slots)
    unsafe hashes = .allocate(capacity: 2 * slots)
  }

  /// A node in which everything is zero.
  @inlinable convenience init(emptyAtHeight height: Int) {
    self.init(uninitialized: height)
    if height == 0 {
      unsafe elements.initialize(repeating: Element(), count: slotCount)
    } else {
      unsafe children.initialize(repeating: nil, count: slotCount)
    }
    unsafe hashes.initialize(to: Bytes32())
    let slotDepth = Self.depth(height: height) - slotBits
    for level in 0...slotBits {
      let zero = ZeroHashes.root(depth: slotDepth + slotBits - level)
      unsafe (hashes + (1 << level)).initialize(repeating: zero, count: 1 << level)
    }
  }

  /// A copy that shares all children.
  @inlinable func copy() -> TreeNode {
    let node = TreeNode(uninitialized: height)
    if height == 0 {
      unsafe node.elements.initialize(from: elements, count: slotCount)
    } else {
      unsafe node.children.initialize(from: children, count: slotCount)
    }
    unsafe node.hashes.initialize(from: hashes, count: 2 * slotCount)
    node.dirty = dirty
    node.guarded = guarded
    node.guardian = guardian
    return node
  }

  deinit {
    if height > 0 { unsafe children.deinitialize(count: slotCount) }
    unsafe elements.deallocate()
    unsafe children.deallocate()
    unsafe hashes.deallocate()
  }

  /// The slot of this node under which element `index` lies.
  @inlinable func slot(of index: UInt64) -> Int {
    height == 0
      ? Int(truncatingIfNeeded: index & (1 << UInt64(Self.pageBits) - 1))
      : Int(truncatingIfNeeded: (index >> UInt64(Self.depth(height: height - 1))) & 63)
  }

  @inlinable subscript(element slot: Int) -> Element {
    get { unsafe elements[slot] }
    set {
      unsafe elements[slot] = newValue
      dirty |= 1 << UInt64(slot)
    }
  }

  @inlinable func isGuarded(_ slot: Int) -> Bool { guarded & (1 << UInt64(slot)) != 0 }

  @inlinable func child(_ slot: Int) -> TreeNode? { unsafe children[slot] }

  /// The child at `slot`, made if it is empty, copied if it is shared, and marked dirty. Nil if it is not known.
  @inlinable func uniqueChild(_ slot: Int) -> TreeNode? {
    if unsafe children[slot] == nil {
      guard isGuarded(slot) else {
        unsafe children[slot] = TreeNode(emptyAtHeight: height - 1)
        dirty |= 1 << UInt64(slot)
        return unsafe children[slot]
      }
      guard openChild(slot) != nil else { return nil }
    }
    if unsafe !isKnownUniquelyReferenced(&children[slot]) { unsafe children[slot] = children[slot]?.copy() }
    dirty |= 1 << UInt64(slot)
    return unsafe children[slot]
  }

  /// Makes `node`, one level lower, the child at `slot`.
  @inlinable func adopt(_ node: TreeNode, at slot: Int) {
    unsafe children[slot] = node
    dirty |= 1 << UInt64(slot)
  }

  /// Recomputes what lies above dirty slots, each node once, and returns the root.
  @inlinable func rehash() -> Bytes32 {
    guard dirty != 0 else { return unsafe hashes[1] }
    var pending = dirty
    while pending != 0 {
      let slot = pending.trailingZeroBitCount
      pending &= pending - 1
      if height == 0 {
        unsafe hashes[slotCount + slot] = elements[slot].hashTreeRoot()
      } else if let child = unsafe children[slot] {
        unsafe hashes[slotCount + slot] = child.rehash()
      }
    }
    climb(from: dirty)
    dirty = 0
    return unsafe hashes[1]
  }

  /// Hashes upwards from the slots in `mask`, level by level.
  @usableFromInline func climb(from mask: UInt64) {
    var changed = mask
    for level in stride(from: slotBits - 1, through: 0, by: -1) {
      var parents: UInt64 = 0
      while changed != 0 {
        let parent = changed.trailingZeroBitCount >> 1
        changed &= ~(3 << UInt64(2 * parent))
        let position = 1 << level | parent
        unsafe hashes[position] = SHA256.hash(hashes[2 * position], hashes[2 * position + 1])
        parents |= 1 << UInt64(parent)
      }
      changed = parents
    }
  }

  /// The hash `level` levels below this node's root, counted from the left. Only of a node without dirty slots.
  @usableFromInline func hash(level: Int, position: UInt64) -> Bytes32 {
    precondition(dirty == 0, "hashes are read before the tree was hashed")
    if level <= slotBits { return unsafe hashes[1 << level | Int(position)] }
    let below = level - slotBits
    let slot = Int(position >> UInt64(below))
    guard let child = unsafe children[slot] else { return ZeroHashes.root(depth: Self.depth(height: height) - level) }
    return child.hash(level: below, position: position & (1 << UInt64(below) - 1))
  }

  /// Calls `body` with every element that was ever written, by ascending index.
  @usableFromInline func forEach<E: Error>(
    from base: UInt64, where isWanted: (Element) -> Bool, _ body: (UInt64, Element) throws(E) -> Void
  ) throws(E) {
    for slot in 0..<slotCount {
      if height == 0 {
        if unsafe isWanted(elements[slot]) { try body(base + UInt64(slot), unsafe elements[slot]) }
      } else if let child = unsafe children[slot] {
        try child.forEach(from: base + UInt64(slot) << UInt64(Self.depth(height: height - 1)), where: isWanted, body)
      }
    }
  }
}
