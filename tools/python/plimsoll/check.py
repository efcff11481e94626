"""Holds a block's header against the state that a dump shows after it."""

from typing import NamedTuple

from remerkleable.core import View

from plimsoll.dump import Dump

HISTORY = 256


class Disagreement(NamedTuple):
    """A field of the header that says something else than the state."""

    field: str
    header: str
    state: str


def disagreement(dump: Dump) -> Disagreement | None:
    """The first of the header's fields that its state contradicts; `stateRoot` is looked at first."""
    header, state = dump.header, dump.state
    pairs: list[tuple[str, object, object]] = [
        ("stateRoot", header.stateRoot, state.hash_tree_root()),
        ("number", header.number, state.clock.blockNumber),
        ("timestampMs", header.timestampMs, state.clock.timestampMs),
        ("inboxRead", header.inboxRead, state.inbox.read),
        ("inboxAccumulator", header.inboxAccumulator, state.inbox.accumulator),
        ("parametersVersion", header.parametersVersion, state.parameters.version),
    ]
    if header.number > 0:
        pairs.append(("parent", header.parent, state.history[(header.number - 1) % HISTORY]))
    for field, stated, found in pairs:
        if stated != found:
            return Disagreement(field, _text(stated), _text(found))
    return None


def broken_link(earlier: Dump, later: Dump) -> Disagreement | None:
    """How the chain breaks between two blocks, where the later state still remembers the earlier block's hash."""
    distance = int(later.header.number) - int(earlier.header.number)
    if not 0 < distance <= HISTORY:
        return None
    block_hash, remembered = earlier.header.hash_tree_root(), later.state.history[earlier.header.number % HISTORY]
    if block_hash != remembered:
        return Disagreement(f"hash of block {earlier.header.number}", _text(block_hash), _text(remembered))
    if distance == 1 and earlier.header.stateRoot != later.header.preStateRoot:
        return Disagreement("preStateRoot", _text(later.header.preStateRoot), _text(earlier.header.stateRoot))
    return None


def field_roots(dump: Dump) -> list[tuple[str, str]]:
    """The root of each field of the state, and of the containers of trees in it, to be held against another program's."""
    roots: list[tuple[str, View]] = []
    for name in dump.state.fields():
        value = getattr(dump.state, name)
        roots.append((name, value))
        if name in ("books", "marketQueues"):
            for market, container in enumerate(value):
                roots += _fields(f"{name}[{market}]", container)
        if name == "accountQueues":
            roots += _fields(name, value)
    return [(name, _text(value.hash_tree_root())) for name, value in roots]


def _fields(place: str, container: View) -> list[tuple[str, View]]:
    return [(f"{place}.{field}", getattr(container, field)) for field in container.fields()]


def _text(value: object) -> str:
    return "0x" + bytes(value).hex() if isinstance(value, bytes) else str(int(value))
