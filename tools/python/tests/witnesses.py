"""Witnesses for the tests, made by a second hand: places and hashes are those that remerkleable knows of whole states."""

from collections.abc import Iterable
from typing import Any

import samples
from hashing import tree
from plimsoll.dump import parse
from plimsoll.schema import BlockInputs, Execution, InboxMessage
from remerkleable.core import Path, View

EXECUTION_FIELDS = [("work",), ("building",), ("lastBlock",)]
STATE_VALUES = ["clock", "inbox", "parameters", "collateral", "firstFreePosition", "firstTouched", "totals"]
STATE_LISTS = [
    *("rules", "prices", "equivocations", "markets", "owners", "sessionKeys", "directories", "accounts", "positions"),
    *("books", "marketQueues", "withdrawals"),
]
BOOK_VALUES = ["bidTop", "askTop", "risingTop", "fallingTop", "expiryTop", "firstFree", "openOrderCount", "sequence"]

LENGTH = "__len__"
# What every witness shows.
FRAME = [
    *EXECUTION_FIELDS,
    *[("state", name) for name in STATE_VALUES],
    *[("state", name, LENGTH) for name in STATE_LISTS],
    *[("state", "accountQueues", f"{name}Top") for name in ("collateral", "liquidation", "deadMan")],
]
# What every witness shows that touches the first market's book.
BOOK = [*[("state", "books", 0, name) for name in BOOK_VALUES], ("state", "books", 0, "orders", LENGTH)]
# An order in the book, its level, an account, and one that is yet to be: as when an order meets a maker.
TOUCHED = [
    *BOOK,
    ("state", "books", 0, "orders", 2),
    ("state", "books", 0, "askLevels", 2**24 - 2),
    ("state", "accounts", 5),
    ("state", "accounts", 6),
    ("state", "accountTriggers", 20),
]


def inputs() -> BlockInputs:
    report = bytes(range(101))
    message = InboxMessage(index=2, kind=1, l1Number=9, l1TimeMs=900, payload=b"\1\2\3")
    return BlockInputs(timestampMs=1_100, messages=[message], reports=[report, b""], items=[b"", b"\4" * 200])


def execution(phase: int = 10, frame: int = 1) -> Execution:
    """In block 18."""
    result = Execution(state=parse(samples.dump()).state, lastBlock=bytes([5]) * 32)
    result.state.clock.blockNumber = 17 if phase == 1 else 18
    result.building.phase, result.building.stepCount = phase, 4
    result.building.inputsRoot = inputs().hash_tree_root()
    result.work.kind, result.work.headroom = frame, 2**128 - 7
    return result


def position(path: Iterable[Any], kind: type[View] = Execution) -> int:
    place = Path(kind)
    for step in path:
        place = place / step
    return place.gindex()


def encoding(value: View, path: Iterable[Any]) -> bytes:
    for step in path:
        if step == LENGTH:
            return len(value).to_bytes(8, "little")
        if isinstance(step, int):
            if step >= len(value):
                return b""
            value = value[step]
        else:
            value = getattr(value, step)
    return value.encode_bytes()


def node(value: View, index: int) -> bytes:
    """The library keeps nothing below the root of a subtree of zeroes."""
    found, levels = value.get_backing(), index.bit_length() - 1
    while levels and not found.is_leaf():
        levels -= 1
        found = found.get_right() if index >> levels & 1 else found.get_left()
    root = bytes(found.merkle_root())
    return ZEROES[ZEROES.index(root) - levels] if levels else root


ZEROES = [tree(height, {}) for height in range(65)]


class Draft:
    """The parts of a witness before they are bytes, so that a test can change each of them."""

    def __init__(self, execution: Execution, paths: list[tuple], item: tuple[str, int] | None = None):
        self.root = bytes(execution.hash_tree_root())
        leaves = dict(sorted((position(path), encoding(execution, path)) for path in paths))
        hashes = [node(execution, index) for index in helper_indices(list(leaves))]
        self.positions, self.values = list(leaves), list(leaves.values())
        self.heights = [ZEROES.index(found) if found in ZEROES else 255 for found in hashes]
        self.helpers = [found for found in hashes if found not in ZEROES]
        self.inputs = [] if item is None else [proven(*item)]

    def encode(self) -> bytes:
        heights, helpers = bytes(self.heights), b"".join(self.helpers)
        positions = b"".join(index.to_bytes(8, "little") for index in self.positions)
        execution = container([positions, sequence(self.values), heights, helpers])
        return container([execution, sequence([proven.encode() for proven in self.inputs])], self.root)


class DraftInput:
    def __init__(self, position: int, value: bytes, siblings: list[bytes]):
        self.position, self.value, self.siblings = position, value, siblings

    def encode(self) -> bytes:
        return container([self.value, b"".join(self.siblings)], self.position.to_bytes(8, "little"))


def proven(name: str, index: int) -> DraftInput:
    block = inputs()
    found = position((name, index), BlockInputs)
    element = getattr(block, name)[index]
    content = element.encode_bytes()
    siblings = [node(block, (found >> height) ^ 1) for height in range(found.bit_length() - 1)]
    return DraftInput(found, content, siblings)


def helper_indices(leaves: list[int]) -> list[int]:
    """As the consensus specifications write it, ssz/merkle-proofs.md."""
    helpers, paths = set(), set()
    for leaf in leaves:
        while leaf > 1:
            helpers.add(leaf ^ 1)
            paths.add(leaf)
            leaf //= 2
    return sorted(helpers - paths, reverse=True)


def container(parts: list[bytes], fixed: bytes = b"") -> bytes:
    """SSZ of a container of `fixed` and of fields of variable size."""
    return fixed + _behind_offsets(parts, len(fixed))


def sequence(parts: list[bytes]) -> bytes:
    return _behind_offsets(parts, 0)


def _behind_offsets(parts: list[bytes], before: int) -> bytes:
    offset, offsets = before + 4 * len(parts), []
    for part in parts:
        offsets.append(offset.to_bytes(4, "little"))
        offset += len(part)
    return b"".join(offsets + parts)
