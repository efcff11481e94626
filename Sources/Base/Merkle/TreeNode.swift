import Cryptography

/// One node of a persistent tree: a page of elements, or a branch with up to 64 children, and the hashes within.
///
/// `hashes` is a binary heap: `hashes[1]` is the node's root, `hashes[slots + i]` the root of slot i. Hashes above a
/// dirty slot are stale until `rehash`. A nil child whose hash is that of zeroes is empty; any other nil child is
/// blinded, known only by its hash. This file holds the only raw memory of `Merkle`; `PersistentTreeTests` hold it
/// against a plain array.
@safe @usableFromInline final class TreeNode<Element: MerkleElement>: @unchecked Sendable {
  /// Branches have 2^6 children: one word holds a bit for each.
  @usableFromInline static var branchBits: Int { 6 }

  /// Pages hold 2^pageBits elements: as many as fit 4 KiB, 4 to 64.
  @usableFromInline static var pageBits: Int {
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
  /// Of a page: elements known only by their root.
  @usableFromInline var blinded: UInt64 = 0

  @usableFromInline var slotBits: Int { height == 0 ? Self.pageBits : Self.branchBits }
  @usableFromInline var slotCount: Int { 1 << slotBits }

  /// Levels of the hash tree from this node's root to the elements.
  @usableFromInline static func depth(height: Int) -> Int { pageBits + branchBits * height }

  private init(uninitialized height: Int) {
    self.height = height
    let slots = 1 << (height == 0 ? Self.pageBits : Self.branchBits)
    unsafe elements = .allocate(capacity: height == 0 ? slots : 0)
    unsafe children = .allocate(capacity: height == 0 ? 0 : slots)
    unsafe hashes = .allocate(capacity: 2 * slots)
  }

  /// A node in which everything is zero.
  @usableFromInline convenience init(emptyAtHeight height: Int) {
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
  @usableFromInline func copy() -> TreeNode {
    let node = TreeNode(uninitialized: height)
    if height == 0 {
      unsafe node.elements.initialize(from: elements, count: slotCount)
    } else {
      unsafe node.children.initialize(from: children, count: slotCount)
    }
    unsafe node.hashes.initialize(from: hashes, count: 2 * slotCount)
    node.dirty = dirty
    node.blinded = blinded
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
      blinded &= ~(1 << UInt64(slot))
    }
  }

  @inlinable func isBlinded(_ slot: Int) -> Bool { blinded & (1 << UInt64(slot)) != 0 }

  @inlinable func child(_ slot: Int) -> TreeNode? { unsafe children[slot] }

  /// Whether a nil child stands for zeroes, and not for something known only by its root.
  @usableFromInline func isEmpty(_ slot: Int) -> Bool {
    unsafe hashes[slotCount + slot] == ZeroHashes.root(depth: Self.depth(height: height) - slotBits)
  }

  /// The child at `slot`, made if it is empty, copied if it is shared, and marked dirty. Nil if it is blinded.
  @inlinable func uniqueChild(_ slot: Int) -> TreeNode? {
    if unsafe children[slot] == nil {
      guard isEmpty(slot) else { return nil }
      unsafe children[slot] = TreeNode(emptyAtHeight: height - 1)
    } else if unsafe !isKnownUniquelyReferenced(&children[slot]) {
      unsafe children[slot] = children[slot]?.copy()
    }
    dirty |= 1 << UInt64(slot)
    return unsafe children[slot]
  }

  /// Makes `node`, one level lower, the child at `slot`.
  @usableFromInline func adopt(_ node: TreeNode, at slot: Int) {
    unsafe children[slot] = node
    dirty |= 1 << UInt64(slot)
  }

  /// Recomputes what lies above dirty slots, each node once, and returns the root.
  @usableFromInline func rehash() -> Bytes32 {
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
  private func climb(from mask: UInt64) {
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

  /// A copy that knows, of its elements, only those whose indices are in `kept` (sorted), and all else by root.
  @usableFromInline func blinded(keeping kept: ArraySlice<UInt64>) -> TreeNode {
    let node = TreeNode(emptyAtHeight: height)
    unsafe node.hashes.update(from: hashes, count: 2 * slotCount)
    if height == 0 {
      node.blinded = ~0
      for index in kept { unsafe node[unhashed: slot(of: index)] = elements[slot(of: index)] }
    }
    var rest = height == 0 ? [] : kept
    while let first = rest.first {
      let slot = slot(of: first)
      let beneath = rest.prefix { self.slot(of: $0) == slot }
      rest = rest.dropFirst(beneath.count)
      unsafe node.children[slot] = children[slot]?.blinded(keeping: beneath)
    }
    return node
  }

  /// Sets an element whose hash is known already.
  private subscript(unhashed slot: Int) -> Element {
    get { unsafe elements[slot] }
    set {
      unsafe elements[slot] = newValue
      blinded &= ~(1 << UInt64(slot))
    }
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
