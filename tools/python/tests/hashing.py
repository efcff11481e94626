"""SSZ's hash_tree_root from SHA-256 alone, for the tests: a third way to the same roots, too plain to be wrong."""

from hashlib import sha256

ZERO = bytes(32)


def pair(left: bytes, right: bytes) -> bytes:
    return sha256(left + right).digest()


def zero(depth: int) -> bytes:
    root = ZERO
    for _ in range(depth):
        root = pair(root, root)
    return root


def tree(depth: int, leaves: dict[int, bytes]) -> bytes:
    """The root over 2^depth leaves, of which all others are zero."""
    for level in range(depth):
        parents = {index // 2 for index in leaves}
        leaves = {
            index: pair(leaves.get(2 * index, zero(level)), leaves.get(2 * index + 1, zero(level))) for index in parents
        }
    return leaves.get(0, zero(depth))


def number(value: int, width: int = 32) -> bytes:
    """Little endian, two's complement in `width` bytes if negative, padded to a chunk."""
    return (value % (1 << 8 * width)).to_bytes(width, "little").ljust(32, b"\0")


def container(*roots: bytes) -> bytes:
    return tree((len(roots) - 1).bit_length(), dict(enumerate(roots)))


def of_list(depth: int, elements: list[bytes]) -> bytes:
    return pair(tree(depth, dict(enumerate(elements))), number(len(elements)))
