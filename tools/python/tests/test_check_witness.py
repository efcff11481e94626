"""tools/check_witness: which root a witness is of, what is in it, and every way in which it can be wrong."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from eth_account import Account

from devnet import PROGRAM, Devnet, needs_devnet
from plimsoll.actions import CancelAll, Place
from plimsoll.check_witness import main
from plimsoll.client import Client
from plimsoll.witness import StepWitness, WitnessError, hexadecimal, read
from witnesses import BOOK, FRAME, LENGTH, TOUCHED, ZEROES, Draft, execution, position

TOOL = Path(__file__).parents[2] / "check_witness"


def draft(item: tuple[str, int] | None = ("items", 1)) -> Draft:
    return Draft(execution(), FRAME + TOUCHED, item)


ROOT = execution().hash_tree_root()


@pytest.fixture
def run(tmp_path, capsys) -> Callable:
    """The exit code, what was printed, and what was said of the failure."""

    def run(data: bytes, *options: str) -> tuple[int, str, str]:
        path = tmp_path / "W.ssz"
        path.write_bytes(data)
        code = main([str(path), *options])
        captured = capsys.readouterr()
        return code, captured.out, captured.err.removeprefix(f"check_witness: {path}: ").removesuffix("\n")

    return run


def refusal(data: bytes) -> str:
    with pytest.raises(WitnessError) as error:
        read(data)
    return str(error.value)


# What is in it


def test_a_witness_is_of_the_root_of_the_whole_execution(run):
    code, printed, said = run(draft().encode(), "--expect", hexadecimal(ROOT))
    lines = printed.splitlines()
    assert (code, said) == (0, "")
    assert lines[0] == "step 4 of block 18: items, matchOrder"
    assert lines[1] == f"pre-root {hexadecimal(ROOT)}"
    assert f"{len(FRAME + TOUCHED)} leaves" in lines


def test_every_leaf_is_named_by_its_place_in_the_state(run):
    _, printed, _ = run(draft().encode())
    shown = dict(re.findall(r"^  (\S+) at (\d+)", printed, re.MULTILINE))
    assert shown == {text(path): str(position(path)) for path in FRAME + TOUCHED}
    assert re.search(r"^  state\.accounts\[6\] at \d+: behind the end$", printed, re.MULTILINE)


def text(path: tuple) -> str:
    """How people write a place."""
    words = ["length" if step == LENGTH else step for step in path]
    return "".join(f"[{word}]" if isinstance(word, int) else f".{word}" for word in words).removeprefix(".")


def test_values_are_shown_on_request(run):
    _, printed, _ = run(draft().encode(), "--verbose")
    shown = re.findall(r"^  (\S+) at \d+: ([{\"\d].*)$", printed, re.MULTILINE)
    values = {path: json.loads(value) for path, value in shown}
    account, work = values["state.accounts[5]"], values["work"]
    assert (account["cash"], account["isQueued"]) == (-12, True)
    assert (work["kind"], work["source"], work["headroom"]) == ("matchOrder", "message", -7)
    assert values["state.owners.length"] == 6
    assert values["state.accountTriggers[20]"]["tag"] == 0x03030303
    level = values[f"state.books[0].askLevels[{2**24 - 2}]"]
    assert level == "0x" + 32 * "02", "a chunk with bytes where no number lies is shown as it is"
    assert f"input items[1] at {(24 << 16) + 1}, 200 bytes: 0x{200 * '04'}" in printed


@pytest.mark.parametrize(
    "item, shown",
    [
        (("messages", 0), '{"index": 2, "kind": 1, "l1Number": 9, "l1TimeMs": 900, "payload": "0x010203"}'),
        (("reports", 0), '{"report": {"feed": 256, '),
        (("reports", 1), "0x"),
        (("items", 0), "0x"),
    ],
)
def test_each_kind_of_input_is_shown_and_belongs_to_the_block(run, item, shown):
    code, printed, _ = run(draft(item).encode(), "--verbose")
    name, index = item
    assert code == 0
    assert re.search(rf"^input {name}\[{index}\] at \d+, \d+ bytes: {re.escape(shown)}", printed, re.MULTILINE)
    assert re.search(r"^inputs root 0x[0-9a-f]{64} is building.inputsRoot$", printed, re.MULTILINE)


def test_a_witness_without_input_says_so(run):
    assert run(draft(None).encode())[1].endswith("\nno input\n")


def test_the_first_step_of_a_block_has_yet_to_count_it():
    witness = read(Draft(execution(phase=1, frame=0), FRAME).encode())
    assert (witness.block, witness.kind) == (18, "open")


def test_the_tool_runs_by_itself(tmp_path):
    path = tmp_path / "W.ssz"
    path.write_bytes(draft().encode())
    result = subprocess.run([sys.executable, TOOL, path], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("step 4 of block 18")


# What it is not


def test_another_root_is_refused(run):
    code, printed, said = run(draft().encode(), "--expect", "0x" + "11" * 32)
    assert (code, printed) == (1, "")
    assert said == f"the witness is of root {hexadecimal(ROOT)}, and not of 0x{'11' * 32}"


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    assert main([str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.endswith("none: No such file or directory\n")


@pytest.mark.parametrize(
    "arguments", [[], ["a", "b"], ["a", "--expect", "0x12"], ["a", "--expect", "zz" * 32], ["a", "-x"]]
)
def test_wrong_usage_ends_with_64(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 64
    assert "usage: check_witness" in capsys.readouterr().err


def test_the_help_says_what_it_cannot_do(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "It cannot take the step" in capsys.readouterr().out


Change = Callable[[Draft], object]


def set_leaf(path: tuple, value: bytes) -> Change:
    return lambda draft: draft.values.__setitem__(draft.positions.index(position(path)), value)


def add(index: int, value: bytes = b"") -> Change:
    """Puts a leaf where it belongs by its position, and leaves the helpers as they are."""

    def change(draft: Draft) -> None:
        place = sum(other <= index for other in draft.positions)
        draft.positions.insert(place, index)
        draft.values.insert(place, value)

    return change


def set_byte(path: tuple, offset: int, value: int) -> Change:
    """In the leaf's encoding."""

    def change(draft: Draft) -> None:
        place = draft.positions.index(position(path))
        encoding = draft.values[place]
        draft.values[place] = encoding[:offset] + bytes([value]) + encoding[offset + 1 :]

    return change


def zeroes_in(draft: Draft) -> int:
    """The first helper that is told by its height."""
    return next(place for place, height in enumerate(draft.heights) if height != 255)


def write_out_zeroes(draft: Draft) -> None:
    place = zeroes_in(draft)
    draft.helpers.insert(place, ZEROES[draft.heights[place]])
    draft.heights[place] = 255


ACCOUNT, WORK, BUILDING = ("state", "accounts", 5), ("work",), ("building",)
ORDERS = ("state", "books", 0, "orders")


class Case(NamedTuple):
    """A witness that is changed so proves nothing, and is refused with this."""

    change: Change
    sentence: str
    item: tuple[str, int] | None = ("items", 1)
    paths: list[tuple] = FRAME + TOUCHED


def set_position(index: int) -> Change:
    return lambda draft: setattr(draft.inputs[0], "position", index)


def set_value(value: bytes) -> Change:
    return lambda draft: setattr(draft.inputs[0], "value", value)


REFUSED = {
    "two inputs": Case(lambda draft: draft.inputs.append(draft.inputs[0]), "the file is malformed"),
    "positions that fall": Case(lambda draft: draft.positions.reverse(), "does not ascend"),
    "a position twice": Case(add(position(ACCOUNT)), "does not ascend"),
    "position 0": Case(add(0), "position 0 does not ascend"),
    "a leaf below another": Case(add(2 * position(ACCOUNT)), "lies below position"),
    "a leaf above others": Case(add(position(ACCOUNT) // 2), "lies below position"),
    "the state as a leaf": Case(add(6), "no step can ask for position 6", paths=[WORK, BUILDING, ("lastBlock",)]),
    "a field that no container has": Case(add(6 * 32 + 23), f"no step can ask for position {6 * 32 + 23}"),
    "a whole market": Case(add(26368), "no step can ask for position 26368", paths=FRAME),
    "a market that is not": Case(add(26368 + 1), f"no step can ask for position {26368 + 1}"),
    "a part of a market that is not": Case(
        add(position(("state", "books", 1, "bidTop")), bytes(32)), "no step can ask for position"
    ),
    "a part of a leaf": Case(
        lambda draft: None,
        f"no step can ask for position {position((*WORK, 'kind'))}",
        paths=[path for path in FRAME if path != WORK] + [(*WORK, "kind")],
    ),
    "a node above elements": Case(add(position(("state", "positions", 0)) // 2), "no step can ask for position"),
    "a part of an element": Case(add(position(("state", "owners", 5, "address"))), "no step can ask for position"),
    "a leaf too few": Case(lambda draft: draft.values.pop(), "leaves for"),
    "a position too few": Case(lambda draft: draft.positions.pop(), "leaves for"),
    "a leaf that is too long": Case(set_leaf(ACCOUNT, bytes(200)), "200 bytes instead of"),
    "an element without bytes": Case(set_leaf(ACCOUNT, b""), "0 bytes instead of"),
    "bytes behind the end": Case(
        set_leaf(("state", "accounts", 6), bytes(8)), "is behind the list's end, and has 8 bytes"
    ),
    "a boolean of 2": Case(
        set_byte(ACCOUNT, 17, 2), f"position {position(ACCOUNT)}, state.accounts[5], is not in the one encoding"
    ),
    "a phase that is none": Case(set_byte(BUILDING, 0, 12), "building, is malformed: Phase has no value 12"),
    "a frame that is none": Case(set_byte(WORK, 0, 9), "work, is malformed: Frame has no value 9"),
    "a side that is none": Case(set_byte((*ORDERS, 2), 8, 2), "Side has no value 2"),
    "a frontier that is too full": Case(set_byte(WORK, 6 + 2, 32), f"a frontier counts {2**21} leaves"),
    "a list that is too long": Case(
        set_leaf((*ORDERS, LENGTH), (2**24 + 1).to_bytes(8, "little")),
        f"state.books[0].orders cannot have {2**24 + 1} elements",
    ),
    "another root": Case(
        lambda draft: setattr(draft, "root", bytes(32)), f"of root 0x{64 * '0'}, and is of {hexadecimal(ROOT)}"
    ),
    "a height too few": Case(lambda draft: draft.heights.pop(), "heights for"),
    "a height too many": Case(lambda draft: draft.heights.append(0), "heights for"),
    "a height of 65": Case(lambda draft: draft.heights.__setitem__(zeroes_in(draft), 65), "no tree is as high"),
    "a helper too few": Case(lambda draft: draft.helpers.pop(), "helpers are written out"),
    "a helper too many": Case(lambda draft: draft.helpers.append(b"\1" * 32), "helpers are written out"),
    "zeroes that are written out": Case(write_out_zeroes, "is written out, and is zeroes of height"),
    "an input that lies nowhere": Case(set_position(25 << 16), f"no input lies at position {25 << 16}"),
    "an input at 0": Case(set_position(0), "no input lies at position 0"),
    "an input above the lists": Case(set_position(12), "no input lies at position 12"),
    "another input": Case(set_value(b""), "and the block's is"),
    "an input of another place": Case(set_position(24 << 16), "and the block's is"),
    "a sibling too few": Case(lambda draft: draft.inputs[0].siblings.pop(), "19 siblings instead of 20"),
    "another sibling": Case(lambda draft: draft.inputs[0].siblings.reverse(), "and the block's is"),
    "a report that is too long": Case(set_value(bytes(513)), "reports[0] is malformed", ("reports", 0)),
    "a message that is none": Case(set_value(bytes(30)), "messages[0] is malformed", ("messages", 0)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_proves_nothing_is_refused_in_one_sentence(run, name):
    case = REFUSED[name]
    draft = Draft(execution(), case.paths, case.item)
    case.change(draft)
    code, printed, said = run(draft.encode())
    assert (code, printed) == (1, "")
    assert case.sentence in said
    assert "\n" not in said


@pytest.mark.parametrize("data", [b"", b"\0", bytes(8), draft().encode() + b"\0", draft().encode()[:-1]])
def test_bytes_that_are_no_witness_are_refused(data):
    assert refusal(data).startswith("the file is malformed")


def test_between_two_blocks_there_is_no_step():
    assert refusal(Draft(execution(phase=0, frame=0), FRAME).encode()).startswith("no block is in progress")


@pytest.mark.parametrize("path", FRAME + BOOK)
def test_what_every_witness_shows_cannot_be_left_out(path):
    paths = [other for other in FRAME + TOUCHED if other != path]
    assert f"position {position(path)}, " in (said := refusal(Draft(execution(), paths).encode()))
    assert said.endswith("is missing, which every witness shows")


def mutations(data: bytes):
    """The same witness with its root, each leaf, position, height, helper and sibling changed by one bit."""
    whole = StepWitness.decode_bytes(data)
    proof = whole.execution

    def rebuilt(**fields) -> bytes:
        parts = {name: getattr(proof, name) for name in proof.fields()} | fields
        return StepWitness(preRoot=whole.preRoot, execution=type(proof)(**parts), input=whole.input).encode_bytes()

    yield "root", flipped(data[:32]) + data[32:]
    leaves, positions, heights, helpers = map(list, (proof.leaves, proof.positions, proof.heights, proof.helpers))
    for place, leaf in enumerate(leaves):
        yield f"leaf {place}", rebuilt(leaves=replaced(leaves, place, flipped(bytes(leaf))))
        yield f"position {place}", rebuilt(positions=replaced(positions, place, positions[place] ^ 1))
    for place, height in enumerate(heights):
        yield f"height {place}", rebuilt(heights=bytes(replaced(heights, place, height ^ 1)))
    for place, helper in enumerate(helpers):
        yield f"helper {place}", rebuilt(helpers=replaced(helpers, place, flipped(bytes(helper))))
    for proven in whole.input:
        for place in range(len(proven.siblings)):
            other = whole.copy()
            other.input[0].siblings[place] = flipped(bytes(proven.siblings[place]))
            yield f"sibling {place}", other.encode_bytes()
        other = whole.copy()
        other.input[0].value = flipped(bytes(proven.value))
        yield "input", other.encode_bytes()


def replaced(values: list, place: int, value) -> list:
    return values[:place] + [value] + values[place + 1 :]


def flipped(content: bytes) -> bytes:
    """The last byte has another bit; there is a byte where there was none."""
    return content[:-1] + bytes([content[-1] ^ 1]) if content else b"\1"


def is_taken(data: bytes) -> bool:
    try:
        read(data)
    except WitnessError:
        return False
    return True


def moved_emptiness(data: bytes) -> set[str]:
    """What is empty may lie beside what is empty too. Which of the two the step asks for, only the step can tell."""
    proof = StepWitness.decode_bytes(data).execution
    return {f"position {place}" for place, leaf in enumerate(proof.leaves) if not any(bytes(leaf))}


def test_no_part_of_a_witness_can_be_another():
    data = draft().encode()
    assert is_taken(data)
    taken = {name for name, other in mutations(data) if is_taken(other)}
    assert taken <= moved_emptiness(data)
    assert len(list(mutations(data))) > 250


# Witnesses that the exchange makes


class Chain:
    """A small chain, in which orders met."""

    def __init__(self, folder: Path):
        with Devnet(folder, options=["--population", "none"]) as node:
            self.blocks = trade(Client(node.url))
            assert node.stop() == 0, node.log.read_text()
        self._data, self._folder = node.data, folder

    def trace(self, block: int) -> dict:
        return json.loads(plimsoll("trace", "--data", self._data, "--block", block, "--json"))

    def prove(self, block: int, step: int) -> Path:
        path = self._folder / f"{block}-{step}.ssz"
        plimsoll("prove", "--data", self._data, "--block", block, "--step", step, "--out", path)
        return path

    def one_of_each_kind(self) -> dict[str, tuple[int, dict]]:
        """The last step of each kind of all blocks, and the block that it is of. A frame goes before its phase."""
        steps = [(block, step) for block in self.blocks for step in self.trace(block)["steps"]]
        return {step["kind"].split(", ")[-1]: (block, step) for block, step in steps}


def trade(client: Client) -> list[int]:
    """Numbers of blocks in which somebody deposits, an order rests, another meets it, and all are cancelled."""
    symbol = "BTC-PERP"
    market = client.markets[symbol]
    mark = next(found["mark"] for found in client.call("perp_markets") if found["symbol"] == symbol)
    price = f"{Decimal(mark) // market.tick * market.tick:f}"
    maker, taker = Account.create(), Account.create()
    client.deposit(maker.address, "1000")
    client.deposit(taker.address, "1000")
    deposited = next(block for block in range(client.block()["number"], 0, -1) if client.block(block)["messages"])
    receipts = [
        client.submit(maker.key.hex(), Place(symbol, "sell", price, "0.002")),
        client.submit(taker.key.hex(), Place(symbol, "buy", price, "0.001")),
        client.submit(maker.key.hex(), CancelAll()),
    ]
    return [deposited, *(receipt["block"] for receipt in receipts)]


def plimsoll(*arguments) -> str:
    run = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> Chain:
    return Chain(tmp_path_factory.mktemp("witnesses"))


@needs_devnet
def test_a_step_of_each_kind_is_of_the_root_that_the_trace_has_before_it(chain, capsys):
    steps = chain.one_of_each_kind()
    kinds = ["open", "inbox", "oracle", "mark", "funding", "liquidate", "items", "matchOrder", "cancelOrders", "close"]
    assert set(kinds) <= steps.keys()
    for kind, (block, step) in steps.items():
        path = chain.prove(block, step["index"])
        assert path.stat().st_size == step["witnessBytes"]
        assert main([str(path), "--expect", step["preRoot"], "--verbose"]) == 0, capsys.readouterr().err
        printed = capsys.readouterr().out.splitlines()
        assert printed[0] == f"step {step['index']} of block {block}: {step['kind']}"
        assert ("no input" in printed) == (kind not in ("inbox", "oracle", "items")), kind


@needs_devnet
@pytest.mark.parametrize("kind", ["oracle", "matchOrder"])
def test_no_part_of_a_real_witness_can_be_another(chain, kind):
    block, step = chain.one_of_each_kind()[kind]
    data = chain.prove(block, step["index"]).read_bytes()
    assert is_taken(data)
    taken = {name for name, other in mutations(data) if is_taken(other)}
    assert taken <= moved_emptiness(data)
