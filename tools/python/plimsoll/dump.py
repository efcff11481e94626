"""Reads what `plimsoll state --dump` writes: one block's header, and the whole state after it.

A dump is JSON: `{"format": 1, "block": n, "header": {...}, "state": {...}}`. Containers are objects by field name;
integers are decimal strings; bytes are 0x-hex; lists and vectors are arrays, or sparse: `{"length": "n",
"elements": {"index": value}}`, where a missing element has its type's default value (a vector has no `length`).
"""

import json
from bisect import bisect_left
from pathlib import Path
from typing import Any, NamedTuple

from remerkleable.basic import boolean, uint, uint256
from remerkleable.byte_arrays import ByteVector
from remerkleable.complex import Container, List, Vector
from remerkleable.core import View
from remerkleable.tree import Node, PairNode, subtree_fill_to_contents, subtree_fill_to_length

from plimsoll.schema import BlockHeader, Signed, State

FORMAT = 1


class DumpError(Exception):
    """What is wrong with a dump, and where in it."""


class Dump(NamedTuple):
    block: int
    header: BlockHeader
    state: State


def load(path: Path) -> Dump:
    """Raises `DumpError` for a file that is no dump, and `OSError` for one that cannot be read."""
    try:
        document = json.loads(path.read_bytes(), object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        raise DumpError(f"not JSON: {error}") from None
    return parse(document)


def parse(document: Any) -> Dump:
    members = _object(document, "the dump")
    if members.get("format") != FORMAT:
        raise DumpError(f"format {members.get('format')!r} instead of {FORMAT}")
    _expect_names(members, ["format", "block", "header", "state"], "the dump")
    block = members["block"]
    if isinstance(block, bool) or not isinstance(block, int) or block < 0:
        raise DumpError(f"block: {block!r} is no block number")
    header = view(BlockHeader, members["header"], "header")
    if header.number != block:
        raise DumpError(f"block: {block}, with the header of block {header.number}")
    return Dump(block, header, view(State, members["state"], "state"))


def view(kind: type[View], value: Any, place: str) -> View:
    """The value that a part of a dump shows. `place` names the part in errors."""
    if issubclass(kind, Container):
        return _container(kind, value, place)
    if issubclass(kind, boolean):
        return _boolean(kind, value, place)
    if issubclass(kind, uint):
        return _integer(kind, value, place)
    if issubclass(kind, ByteVector):
        return _bytes(kind, value, place)
    if issubclass(kind, (List, Vector)):
        return _sparse(kind, value, place) if isinstance(value, dict) else _sequence(kind, value, place)
    raise TypeError(f"a dump cannot show a {kind.__name__}")


def _container(kind: type[Container], value: Any, place: str) -> Container:
    members = _object(value, place)
    fields = kind.fields()
    _expect_names(members, list(fields), place)
    # From nodes: by keyword arguments, the library looks at each view's protocol and takes three times as long.
    nodes = [view(field, members[name], f"{place}.{name}").get_backing() for name, field in fields.items()]
    return kind.view_from_backing(subtree_fill_to_contents(nodes, kind.tree_depth()))


def _boolean(kind: type[boolean], value: Any, place: str) -> boolean:
    if not isinstance(value, bool):
        raise DumpError(f"{place}: {value!r} is neither true nor false")
    return kind(value)


def _integer(kind: type[uint], value: Any, place: str) -> uint:
    number = _decimal(value, place)
    bits = 8 * kind.type_byte_length()
    low, high = (-(1 << bits - 1), 1 << bits - 1) if issubclass(kind, Signed) else (0, 1 << bits)
    if not low <= number < high:
        raise DumpError(f"{place}: {number} is outside {kind.__name__}")
    return kind(number % (1 << bits))


def _bytes(kind: type[ByteVector], value: Any, place: str) -> ByteVector:
    try:
        if not value.startswith("0x"):
            raise ValueError
        content = bytes.fromhex(value[2:])
    except (AttributeError, ValueError):
        raise DumpError(f"{place}: {value!r} is no 0x-hex") from None
    if len(content) != kind.vector_length():
        raise DumpError(f"{place}: {len(content)} bytes instead of {kind.vector_length()}")
    return kind(content)


def _sequence(kind: type[List | Vector], value: Any, place: str) -> View:
    if not isinstance(value, list):
        raise DumpError(f"{place}: neither a list nor a sparse list")
    if not kind.is_valid_count(len(value)):
        raise DumpError(f"{place}: {len(value)} elements do not make a {kind.__name__}")
    element = kind.element_cls()
    return kind([view(element, item, f"{place}[{index}]") for index, item in enumerate(value)])


def _sparse(kind: type[List | Vector], value: dict, place: str) -> View:
    """Lays the shown elements into a tree whose other elements are default values; cost grows with the shown alone."""
    is_list = issubclass(kind, List)
    _expect_names(value, ["length", "elements"] if is_list else ["elements"], place)
    length = _decimal(value["length"], f"{place}.length") if is_list else kind.vector_length()
    if kind.is_packed() or not kind.is_valid_count(length):
        raise DumpError(f"{place}: {length} elements do not make a sparse {kind.__name__}")
    element = kind.element_cls()
    nodes: dict[int, Node] = {}
    for key, item in _object(value["elements"], f"{place}.elements").items():
        index = _decimal(key, f"{place}.elements")
        if not 0 <= index < length:
            raise DumpError(f"{place}.elements: index {index} is not below {length}")
        nodes[index] = view(element, item, f"{place}[{index}]").get_backing()
    depth = kind.contents_depth() if is_list else kind.tree_depth()
    contents = _subtree(sorted(nodes.items()), element.default_node(), depth, 0, length)
    return kind.view_from_backing(PairNode(contents, uint256(length).get_backing()) if is_list else contents)


def _subtree(nodes: list[tuple[int, Node]], default: Node, depth: int, first: int, length: int) -> Node:
    """The tree over elements `first ..< first + 2^depth` of `length`, of which `nodes` are all that are not default."""
    if not nodes:
        return subtree_fill_to_length(default, depth, min(max(length - first, 0), 1 << depth))
    if depth == 0:
        return nodes[0][1]
    middle = first + (1 << depth - 1)
    split = bisect_left(nodes, middle, key=lambda node: node[0])
    return PairNode(
        _subtree(nodes[:split], default, depth - 1, first, length),
        _subtree(nodes[split:], default, depth - 1, middle, length),
    )


def _decimal(value: Any, place: str) -> int:
    """One spelling for each number: no sign before a positive one, no zero in front."""
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and value.isascii():
        number = int(value) if len(value) <= 40 else None
        if number is not None and str(number) == value:
            return number
    raise DumpError(f"{place}: {value!r} is no decimal string")


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DumpError(f"{place}: not an object")
    return value


def _expect_names(members: dict[str, Any], names: list[str], place: str) -> None:
    for name in names:
        if name not in members:
            raise DumpError(f"{place}: '{name}' is missing")
    for name in members:
        if name not in names:
            raise DumpError(f"{place}: '{name}' is not known here")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return members
