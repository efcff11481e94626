"""The witness of a step, read by other code than the exchange's: parts of an execution, and the root they lead to.

After the documentation of `FraudProofs`, section "The bytes of a witness". `read` does everything that needs no step: the
encoding, what lies where, the root, the input. What the step does with it, and whether it needs every leaf, it cannot say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from remerkleable.basic import boolean, uint, uint64
from remerkleable.byte_arrays import ByteList, ByteVector, Bytes32
from remerkleable.complex import Container, List, Vector
from remerkleable.core import View

from plimsoll.schema import (
    AccountQueues,
    BlockInputs,
    Building,
    Enumeration,
    EventFrontier,
    Execution,
    InboxMessage,
    MarketQueues,
    OrderBook,
    Packed,
    ReceiptFrontier,
    Signed,
    SignedPriceReport,
    State,
    Work,
)

LEAF_LIMIT, HELPER_LIMIT, BYTE_LIMIT = 2**16, 2**22, 2**14
WRITTEN_OUT = 255
HEIGHT_LIMIT = 64
# What is shown field by field; of all other values, the whole or nothing.
OPENED = (Execution, State, OrderBook, MarketQueues, AccountQueues)
# The lists of inputs, by the names of what they hold.
INPUT_LISTS = ("messages", "reports", "items")


class ExecutionProof(Container):
    positions: List[uint64, LEAF_LIMIT]
    leaves: List[ByteList[BYTE_LIMIT], LEAF_LIMIT]
    heights: ByteList[HELPER_LIMIT]
    helpers: List[Bytes32, HELPER_LIMIT]


class InputProof(Container):
    position: uint64
    value: ByteList[BYTE_LIMIT]
    siblings: List[Bytes32, 64]


class StepWitness(Container):
    preRoot: Bytes32
    execution: ExecutionProof
    input: List[InputProof, 1]


class WitnessError(Exception):
    """Why a witness proves nothing, in one sentence."""


class Leaf(NamedTuple):
    """A node of the execution's tree in the clear. Behind a list's end there is no value."""

    position: int
    path: str
    value: View | None


class Input(NamedTuple):
    """One input of the block. Of an item, and of bytes that are no report, there is no value but the bytes."""

    path: str
    position: int
    bytes: bytes
    value: View | None
    root: bytes


class Witness(NamedTuple):
    root: bytes
    leaves: list[Leaf]
    helper_count: int
    written_count: int
    input: Input | None

    def value(self, path: str) -> Any:
        return next(leaf.value for leaf in self.leaves if leaf.path == path)

    @property
    def building(self) -> Building:
        return self.value("building")

    @property
    def kind(self) -> str:
        """As traces name it."""
        phase, frame = name(self.building.phase), name(self.value("work").kind)
        return phase if frame == "none" else f"{phase}, {frame}"

    @property
    def block(self) -> int:
        """The number of the block that has been begun: its first step has yet to count it."""
        return int(self.value("state.clock").blockNumber) + (name(self.building.phase) == "open")


def read(data: bytes) -> Witness:
    """Raises `WitnessError`."""
    witness = _decode(StepWitness, data, "the file")
    leaves = _leaves(witness.execution)
    nodes = {leaf.position: bytes(32) if leaf.value is None else _root(leaf.value) for leaf in leaves}
    nodes |= _helpers(witness.execution, helper_indices(nodes))
    root = multiproof_root(nodes)
    if root != witness.preRoot:
        raise WitnessError(f"the witness says that it is of root {witness.preRoot}, and is of {hexadecimal(root)}")
    shown = Witness(root, leaves, len(witness.execution.heights), len(witness.execution.helpers), None)
    if name(shown.building.phase) == "idle":
        raise WitnessError("no block is in progress, so there is no step")
    return shown._replace(input=_input(witness.input[0], shown.building)) if len(witness.input) else shown


# The tree


def depth(position: int) -> int:
    return position.bit_length() - 1


def ancestors(position: int) -> Iterator[int]:
    """Without the node itself."""
    while position > 1:
        position //= 2
        yield position


def helper_indices(leaves: Iterable[int]) -> list[int]:
    """`get_helper_indices` of the consensus specifications, ssz/merkle-proofs.md: siblings on no path, descending."""
    paths = {node for leaf in leaves for node in (leaf, *ancestors(leaf))}
    return sorted({node ^ 1 for node in paths if node > 1} - paths, reverse=True)


def multiproof_root(nodes: dict[int, bytes]) -> bytes:
    """The root of the tree in which `nodes` lie, which have all that it takes and nothing below one another."""
    known = dict(nodes)
    for parent in sorted({node for leaf in nodes for node in ancestors(leaf)}, reverse=True):
        known[parent] = pair(known[2 * parent], known[2 * parent + 1])
    return known[1]


def pair(left: bytes, right: bytes) -> bytes:
    return sha256(left + right).digest()


def zero_roots() -> list[bytes]:
    """Of subtrees of zeroes, by height."""
    roots = [bytes(32)]
    while len(roots) <= HEIGHT_LIMIT:
        roots.append(pair(roots[-1], roots[-1]))
    return roots


def _helpers(proof: ExecutionProof, indices: list[int]) -> dict[int, bytes]:
    heights = bytes(proof.heights)
    if len(heights) != len(indices):
        raise WitnessError(f"there are {len(heights)} heights for {len(indices)} helpers")
    if len(proof.helpers) != heights.count(WRITTEN_OUT):
        raise WitnessError(f"{len(proof.helpers)} helpers are written out, and {heights.count(WRITTEN_OUT)} said to be")
    zeroes, written, nodes = zero_roots(), iter(proof.helpers), {}
    for place, (index, height) in enumerate(zip(indices, heights, strict=True)):
        if HEIGHT_LIMIT < height < WRITTEN_OUT:
            raise WitnessError(f"helper {place} has height {height}, and no tree is as high")
        nodes[index] = bytes(next(written)) if height == WRITTEN_OUT else zeroes[height]
        if height == WRITTEN_OUT and nodes[index] in zeroes:
            raise WitnessError(f"helper {place} is written out, and is zeroes of height {zeroes.index(nodes[index])}")
    return nodes


# The leaves


def _leaves(proof: ExecutionProof) -> list[Leaf]:
    """By their place in the schema."""
    positions = [int(position) for position in proof.positions]
    if len(proof.leaves) != len(positions):
        raise WitnessError(f"there are {len(proof.leaves)} leaves for {len(positions)} positions")
    for previous, position in zip([0, *positions], positions, strict=False):
        if position <= previous:
            raise WitnessError(f"position {position} does not ascend")
    shown = set(positions)
    for position in positions:
        above = next((node for node in ancestors(position) if node in shown), None)
        if above is not None:
            raise WitnessError(f"position {position} lies below position {above}")
    reader = _LeafReader(dict(zip(positions, map(bytes, proof.leaves), strict=True)))
    reader.read(Execution, 1, "", positions)
    return reader.leaves


class _LeafReader:
    """Goes down the schema with the positions that lie below each node, and finds what each of them is."""

    def __init__(self, encodings: dict[int, bytes]):
        self._encodings = encodings
        self.leaves: list[Leaf] = []

    def read(self, kind: type[View], node: int, path: str, below: list[int]) -> None:
        if issubclass(kind, OPENED):
            self._container(kind, node, path, below)
        elif issubclass(kind, List):
            self._list(kind, node, path, below)
        elif issubclass(kind, Vector):
            self._elements(kind.element_cls(), node, path, below, kind.tree_depth(), kind.vector_length())
        else:
            self._value(kind, node, path, below)

    def _container(self, kind: type[Container], node: int, path: str, below: list[int]) -> None:
        fields = kind.fields()
        nodes = _by_node(below, depth(node) + kind.tree_depth())
        for index, (field, field_kind) in enumerate(fields.items()):
            child = (node << kind.tree_depth()) + index
            self.read(field_kind, child, f"{path}.{field}" if path else field, nodes.pop(child, []))
        for strangers in nodes.values():
            raise _nowhere(strangers[0])

    def _list(self, kind: type[List], node: int, path: str, below: list[int]) -> None:
        nodes = _by_node(below, depth(node) + 1)
        length = int(self._value(uint64, 2 * node + 1, f"{path}.length", nodes.get(2 * node + 1, [])))
        if length > kind.limit():
            raise WitnessError(f"{path} cannot have {length} elements")
        elements, element = nodes.get(2 * node, []), kind.element_cls()
        if issubclass(element, OPENED):
            self._parts(element, 2 * node, path, elements, kind.contents_depth(), length)
        else:
            self._elements(element, 2 * node, path, elements, kind.contents_depth(), length)

    def _parts(
        self, kind: type[Container], node: int, path: str, below: list[int], levels: int, length: int
    ) -> None:
        """Of each market all small fields are shown, or nothing."""
        first = node << levels
        for part, positions in sorted(_by_node(below, depth(first)).items()):
            if part - first >= length:
                raise _nowhere(positions[0])
            self.read(kind, part, f"{path}[{part - first}]", positions)

    def _elements(
        self, kind: type[View], node: int, path: str, below: list[int], levels: int, length: int
    ) -> None:
        first = node << levels
        for position in below:
            if depth(position) != depth(first):
                raise _nowhere(position)
            index = position - first
            self._append(kind if index < length else None, position, f"{path}[{index}]")

    def _value(self, kind: type[View], node: int, path: str, below: list[int]) -> View | None:
        if not below:
            raise WitnessError(f"position {node}, {path}, is missing, which every witness shows")
        if below != [node]:
            raise _nowhere(below[0])
        return self._append(kind, node, path)

    def _append(self, kind: type[View] | None, position: int, path: str) -> View | None:
        encoding, place = self._encodings[position], f"position {position}, {path},"
        if kind is None and encoding:
            raise WitnessError(f"{place} is behind the list's end, and has {len(encoding)} bytes")
        value = None if kind is None else _decode(kind, encoding, place)
        self.leaves.append(Leaf(position, path, value))
        return value


def _by_node(positions: list[int], level: int) -> dict[int, list[int]]:
    """By the node above them at this level."""
    nodes = defaultdict(list)
    for position in positions:
        if depth(position) < level:
            raise _nowhere(position)
        nodes[position >> depth(position) - level].append(position)
    return nodes


def _nowhere(position: int) -> WitnessError:
    return WitnessError(f"no step can ask for position {position}")


def _decode(kind: type[View], encoding: bytes, place: str) -> Any:
    """The value of which this is the one encoding."""
    if kind.is_fixed_byte_length() and len(encoding) != kind.type_byte_length():
        raise WitnessError(f"{place} has {len(encoding)} bytes instead of {kind.type_byte_length()}")
    try:
        value = kind.decode_bytes(encoding)
    except Exception as error:  # The library has no type of its own for what it refuses.
        raise WitnessError(f"{place} is malformed: {error}") from None
    if value.encode_bytes() != encoding:
        raise WitnessError(f"{place} is not in the one encoding of its value")
    if (fault := _fault(value)) is not None:
        raise WitnessError(f"{place} is malformed: {fault}")
    return value


def _fault(value: View) -> str | None:
    """What the schema's types cannot say: a byte that names nothing, or a frontier with more leaves than its tree."""
    if isinstance(value, Enumeration) and value >= len(value.names):
        return f"{type(value).__name__} has no value {int(value)}"
    if isinstance(value, (EventFrontier, ReceiptFrontier)) and value.count >= 2 ** len(value.nodes):
        return f"a frontier counts {value.count} leaves"
    if isinstance(value, Container):
        return next(filter(None, (_fault(getattr(value, field)) for field in value.fields())), None)
    return None


def _root(value: View) -> bytes:
    return bytes(value.hash_tree_root())


# The input


def _input(proof: InputProof, building: Building) -> Input:
    position, content = int(proof.position), bytes(proof.value)
    path, kind = _input_place(position)
    typed = _decode(kind, content, path)
    siblings = [bytes(sibling) for sibling in proof.siblings]
    if len(siblings) != depth(position):
        raise WitnessError(f"{path} has {len(siblings)} siblings instead of {depth(position)}")
    root = branch_root(position, _root(typed), siblings)
    if root != building.inputsRoot:
        raise WitnessError(f"{path} belongs to root {hexadecimal(root)}, and the block's is {building.inputsRoot}")
    return Input(path, position, content, _meaning(typed, path), root)


def _input_place(position: int) -> tuple[str, type[View]]:
    """Which input lies at a position in the tree of `BlockInputs`."""
    fields = BlockInputs.fields()
    for list_name in INPUT_LISTS:
        kind = fields[list_name]
        node = (1 << BlockInputs.tree_depth()) + list(fields).index(list_name)
        if position >> kind.contents_depth() == 2 * node:
            return f"{list_name}[{position - (2 * node << kind.contents_depth())}]", kind.element_cls()
    raise WitnessError(f"no input lies at position {position}")


def branch_root(position: int, node: bytes, siblings: list[bytes]) -> bytes:
    """The root of the tree in which `node` has these siblings on its way up."""
    for sibling in siblings:
        node = pair(sibling, node) if position % 2 else pair(node, sibling)
        position //= 2
    return node


def _meaning(value: View, path: str) -> View | None:
    if isinstance(value, InboxMessage):
        return value
    if not path.startswith("reports"):
        return None
    try:
        return _decode(SignedPriceReport, bytes(value), path)
    except WitnessError:
        return None


# For people


def name(value: View) -> str:
    """Of an enumeration's value."""
    return value.names[value]


def hexadecimal(value: bytes) -> str:
    return "0x" + bytes(value).hex()


def plain(value: View) -> Any:
    """As JSON has it. Enumerations by name, signed numbers with their sign, chunks of several numbers apart."""
    if isinstance(value, Enumeration):
        return name(value)
    if isinstance(value, boolean):
        return bool(value)
    if isinstance(value, uint):
        bits = 8 * value.type_byte_length()
        return int(value) - ((1 << bits) if isinstance(value, Signed) and value >> bits - 1 else 0)
    if isinstance(value, Packed):
        return _numbers(value)
    if isinstance(value, (ByteVector, ByteList)):
        return hexadecimal(value)
    if isinstance(value, Container):
        return {field: plain(getattr(value, field)) for field in value.fields()}
    return [plain(element) for element in value]


def _numbers(chunk: Packed) -> dict[str, int] | str:
    """Its bytes where some lie that no number has."""
    numbers, rest = {}, bytearray(chunk)
    for number, (start, count) in chunk.numbers.items():
        numbers[number] = int.from_bytes(rest[start : start + count], "little")
        rest[start : start + count] = bytes(count)
    return hexadecimal(chunk) if any(rest) else numbers
