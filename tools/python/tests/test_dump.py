"""A dump becomes the state that it shows, or is refused with the place of what is wrong."""

import time

import pytest

import samples
from hashing import container, number, of_list, tree
from plimsoll.dump import DumpError, load, parse, view
from plimsoll.schema import BlockHeader, Order, OrderBook, State
from remerkleable.basic import uint8
from remerkleable.byte_arrays import Bytes32
from remerkleable.complex import List, Vector


# Roots are taken out of the assertions: pytest would write out the whole of a view in front of one that fails.


def test_state_root_is_the_one_worked_out_by_hand():
    root = parse(samples.dump()).state.hash_tree_root()
    assert root == samples.state_root()


def test_book_root_is_the_one_worked_out_by_hand():
    root = view(OrderBook, samples.book(), "book").hash_tree_root()
    assert root == samples.book_root()


def test_block_hash_is_the_one_worked_out_by_hand():
    root = view(BlockHeader, samples.header(), "header").hash_tree_root()
    assert root == samples.header_hash()


@pytest.mark.parametrize("field", list(State.fields()))
def test_every_field_of_the_state_reaches_its_root(field):
    state = State()
    empty = state.hash_tree_root()
    setattr(state, field, getattr(parse(samples.dump()).state, field))
    root = state.hash_tree_root()
    assert root != empty


def test_missing_elements_below_the_length_are_default_values():
    empty = container(*[number(0)] * 15)
    value = view(List[Order, 2**24], {"length": "3", "elements": {}}, "orders")
    root, length, last = value.hash_tree_root(), len(value), value[2]
    assert root == of_list(24, [empty] * 3)
    assert (length, last) == (3, Order())


def test_sparse_and_plain_lists_are_the_same():
    kind = List[Order, 4]
    shown = [samples.text(samples.FREE_ORDER)] * 4
    plain = view(kind, shown, "orders")
    assert plain == view(kind, {"length": "4", "elements": dict(zip("0123", shown))}, "orders")


@pytest.mark.parametrize("index", [0, 1, 255, 256, 2**24 - 1])
def test_a_sparse_vector_has_its_element_at_the_index(index):
    value = view(Vector[Bytes32, 2**24], {"elements": {str(index): samples.word(9)}}, "levels")
    root, element = value.hash_tree_root(), value[index]
    assert root == tree(24, {index: bytes([9]) * 32})
    assert element == bytes([9]) * 32


def refusals():
    def changed(*steps):
        *path, value = steps
        document = samples.dump()
        part = document
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
        return document

    accounts = ("state", "accounts")
    history = ("state", "history", "elements")
    cash = (*accounts, "elements", "5", "cash")
    return [
        (changed("format", 2), "format 2 instead of 1"),
        (changed("block", 18), "block: 18, with the header of block 17"),
        (changed("block", "17"), "block: '17' is no block number"),
        (changed("state", []), "state: not an object"),
        (changed("state", "surprise", "1"), "state: 'surprise' is not known here"),
        (changed("state", "clock", {"blockNumber": "1"}), "state.clock: 'timestampMs' is missing"),
        (changed(*cash, str(2**127)), f"state.accounts[5].cash: {2**127} is outside int128"),
        (changed(*cash, str(-(2**127) - 1)), f"state.accounts[5].cash: {-(2**127) - 1} is outside int128"),
        (changed(*cash, 12), "state.accounts[5].cash: 12 is no decimal string"),
        (changed(*cash, "+12"), "state.accounts[5].cash: '+12' is no decimal string"),
        (changed(*cash, "-0"), "state.accounts[5].cash: '-0' is no decimal string"),
        (changed(*cash, "012"), "state.accounts[5].cash: '012' is no decimal string"),
        (changed(*cash, "9" * 5000), "is no decimal string"),
        (changed("state", "firstFreePosition", "-1"), "state.firstFreePosition: -1 is outside uint32"),
        (changed("state", "firstFreePosition", str(2**32)), "state.firstFreePosition: 4294967296 is outside uint32"),
        (changed(*accounts, "length", "5"), "state.accounts.elements: index 5 is not below 5"),
        (changed(*accounts, "length", str(2**32 + 1)), "4294967297 elements do not make a sparse List"),
        (changed(*accounts, "length", "-1"), "-1 elements do not make a sparse List"),
        (changed(*history, "256", samples.word(1)), "state.history.elements: index 256 is not below 256"),
        (changed(*history, "-1", samples.word(1)), "state.history.elements: index -1 is not below 256"),
        (changed("state", "history", "length", "256"), "state.history: 'length' is not known here"),
        (changed("state", "books", [samples.book()] * 65), "state.books: 65 elements do not make a List"),
        (changed("state", "parameters", "publishers", []), "publishers: 0 elements do not make a Vector"),
        (changed("state", "parameters", "bridge", "0x12"), "state.parameters.bridge: 1 bytes instead of 20"),
        (changed("state", "parameters", "bridge", "zz"), "state.parameters.bridge: 'zz' is no 0x-hex"),
        (changed("state", "marketQueues", [samples.market_queues()] * 65), "marketQueues: 65 elements do not make a List"),
        (changed("state", "accountTriggers", "elements", str(2**34), samples.word(1)), "17179869184 is not below"),
        (changed(*accounts, "elements", "5", "isQueued", "1"), "isQueued: '1' is neither true nor false"),
        (changed("header", "parent", None), "header.parent: None is no 0x-hex"),
    ]


@pytest.mark.parametrize("document, message", refusals(), ids=[message for _, message in refusals()])
def test_what_is_no_dump_is_refused_with_the_place(document, message):
    with pytest.raises(DumpError) as refusal:
        parse(document)
    assert message in str(refusal.value)


def test_packed_elements_are_not_sparse():
    with pytest.raises(DumpError):
        view(List[uint8, 4], {"length": "1", "elements": {}}, "bytes")


@pytest.mark.parametrize("content", [b"", b"\xff", b'{"format": 1, "format": 1}'])
def test_what_is_not_json_is_refused(tmp_path, content):
    path = tmp_path / "dump"
    path.write_bytes(content)
    with pytest.raises(DumpError, match="not JSON"):
        load(path)


def test_thousands_of_accounts_and_orders_take_seconds():
    document = samples.dump()
    state = document["state"]
    owner, account = state["owners"]["elements"]["5"], state["accounts"]["elements"]["5"]
    state["owners"] = samples.sparse(2_000, dict.fromkeys(range(2_000), owner))
    state["accounts"] = samples.sparse(2_000, dict.fromkeys(range(2_000), account))
    state["positions"] = samples.sparse(4_000, dict.fromkeys(range(4_000), samples.text(samples.POSITION)))
    book = samples.book()
    book["orders"] = samples.sparse(5_000, dict.fromkeys(range(5_000), samples.text(samples.ORDER)))
    book["askLevels"] = samples.sparse(None, {7 * tick: samples.word(1) for tick in range(5_000)})
    state["books"] = [book]
    start = time.process_time()
    parse(document).state.hash_tree_root()
    assert time.process_time() - start < 10
