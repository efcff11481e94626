import Cryptography

/// `Vector[Bytes32, 2^depth]`, sparse and persistent: what was never written is zero.
///
/// Only of chunks: in a vector, absent elements hash as the *default value*, and only a chunk's default is the zero
/// chunk on which the empty tree is built.
public typealias PersistentVector<let depth: Int> = PersistentTree<Bytes32, depth>
