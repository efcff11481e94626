import Cryptography

/// Stands for a tree of which nothing was touched yet: one that is known by its root alone, or one that notes touches.
@usableFromInline final class UnopenedTree<Element: MerkleElement>: @unchecked Sendable {
  @usableFromInline let root: Bytes32
  private let recording: (source: TreeNode<Element>?, height: Int, log: AccessLog)?
  private var opened: TreeNode<Element>?

  init(root: Bytes32) {
    self.root = root
    recording = nil
  }

  init(root: Bytes32, recording source: TreeNode<Element>?, height: Int, into log: AccessLog) {
    self.root = root
    recording = (source, height, log)
  }

  /// The topmost node; nil if nothing but the root is known.
  @usableFromInline func open() -> TreeNode<Element>? {
    if opened == nil, let recording {
      opened = TreeNode(recording: recording.source, height: recording.height, into: recording.log)
    }
    return opened
  }
}
