"""tools/recompute_root: a line for each block, and an exit code that scripts can trust."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import samples
from plimsoll.check import broken_link
from plimsoll.dump import parse
from plimsoll.recompute_root import spread

TOOL = Path(__file__).parents[2] / "recompute_root"
ROOT, HASH = "0x" + samples.state_root().hex(), "0x" + samples.header_hash().hex()


def run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, TOOL, *arguments], capture_output=True, text=True)


def write(folder: Path, document, name: str = "dump.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document))
    return path


def test_an_equal_root_is_told_with_the_block_hash(tmp_path):
    result = run(write(tmp_path, samples.dump()))
    assert result.stdout == f"block 17: state root {ROOT} agrees; block hash {HASH}\n"
    assert (result.returncode, result.stderr) == (0, "")


def test_another_state_fails_and_shows_the_roots_of_its_fields(tmp_path):
    document = samples.dump()
    document["state"]["accounts"]["elements"]["5"]["cash"] = "-11"
    result = run(write(tmp_path, document), write(tmp_path, samples.dump(), "second"))
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert re.fullmatch(f"block 17: stateRoot differs: the header says {ROOT}, the state 0x[0-9a-f]{{64}}", lines[0])
    shown = dict(line.strip().split(": ") for line in lines[1:-1])
    true = parse(samples.dump()).state
    assert shown["owners"] == "0x" + true.owners.hash_tree_root().hex()
    assert shown["books[0].orders"] == "0x" + true.books[0].orders.hash_tree_root().hex()
    assert shown["accounts"] != "0x" + true.accounts.hash_tree_root().hex()
    assert shown["accountQueues.deadManTop"] == samples.word(3)
    assert len(shown) == 23 + 25 + 24 + 12, "the state's fields, and those of a book, its queues and the accounts' queues"
    assert lines[-1].startswith("block 17: state root"), "the blocks behind it are still checked"


@pytest.mark.parametrize(
    "field, value",
    [
        ("timestampMs", "1001"),
        ("parent", samples.word(1)),
        ("inboxRead", "3"),
        ("inboxAccumulator", samples.word(1)),
        ("parametersVersion", "2"),
    ],
)
def test_a_header_that_contradicts_its_state_fails(tmp_path, field, value):
    document = samples.dump()
    document["header"][field] = value
    result = run(write(tmp_path, document))
    assert result.returncode == 1
    assert result.stdout.startswith(f"block 17: {field} differs: the header says {value}, the state ")


def test_a_block_number_that_the_clock_contradicts_fails(tmp_path):
    document = samples.dump()
    document["block"] = 18
    document["header"]["number"] = "18"
    assert "number differs: the header says 18, the state 17" in run(write(tmp_path, document)).stdout


def test_what_is_no_dump_cannot_be_checked(tmp_path):
    path = write(tmp_path, {"format": 1})
    result = run(path)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"recompute_root: {path}: the dump: 'block' is missing\n"
    assert run(tmp_path / "none").stderr == f"recompute_root: {tmp_path / 'none'}: No such file or directory\n"


def test_brackets_without_end_are_no_dump(tmp_path):
    path = tmp_path / "dump.json"
    path.write_text("[" * 100_000)
    result = run(path)
    assert (result.returncode, result.stdout) == (1, "")
    assert "not JSON" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dump", "--data", "d"],
        ["--data", "d", "--block", "1", "--blocks", "2"],
        ["--data", "d", "--blocks", "0"],
        ["--data", "d", "--block", "-1"],
        ["dump", "--block", "1"],
        ["--surprise"],
    ],
)
def test_wrong_usage_ends_with_64(arguments):
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (64, "")
    assert "usage: recompute_root" in result.stderr


def following(earlier: dict) -> dict:
    """A next block, whose state remembers the hash of `earlier` and is the same otherwise."""
    document = copy.deepcopy(earlier)
    before = parse(earlier)
    remembered = "0x" + before.header.hash_tree_root().hex()
    document["block"] += 1
    document["header"] |= {"number": "18", "parent": remembered, "preStateRoot": earlier["header"]["stateRoot"]}
    document["state"]["clock"]["blockNumber"] = "18"
    document["state"]["history"]["elements"]["17"] = remembered
    document["header"]["stateRoot"] = "0x" + parse(document).state.hash_tree_root().hex()
    return document


def test_a_chain_of_blocks_hangs_together():
    forged, unrelated = samples.dump(), following(samples.dump())
    forged["header"]["stepCount"] = "41"
    unrelated["header"]["preStateRoot"] = samples.word(1)
    first, second = parse(samples.dump()), parse(following(samples.dump()))
    pairs = [(first, second), (second, first), (parse(forged), second), (first, parse(unrelated))]
    links = [broken_link(earlier, later) for earlier, later in pairs]
    assert links[:2] == [None, None], "a block follows; and an earlier state knows nothing of a later block"
    assert [link.field for link in links[2:]] == ["hash of block 17", "preStateRoot"]


@pytest.mark.parametrize(
    "last, count, blocks",
    [(100, 4, [25, 50, 75, 100]), (3, 10, [1, 2, 3]), (7, 1, [7]), (1, 10, [1]), (10, 3, [4, 7, 10])],
)
def test_blocks_are_spread_evenly_to_the_last(last, count, blocks):
    assert spread(last, count) == blocks


FAKE = """#!/bin/sh
# state --data DIR [--block K] --dump F: the dumps lie in DIR.
[ "$1 $2" = "state --data" ] || exit 64
if [ "$4" = --block ]; then cp "$3/$5" "$7" 2>/dev/null || { echo "no block $5" >&2; exit 1; }; else cp "$3/18" "$5"; fi
"""


@pytest.fixture
def chain(tmp_path) -> list:
    """The options for a program that dumps blocks 17 and 18."""
    write(tmp_path, samples.dump(), "17")
    write(tmp_path, following(samples.dump()), "18")
    program = tmp_path / "plimsoll"
    program.write_text(FAKE)
    program.chmod(0o755)
    return ["--data", tmp_path, "--plimsoll", program]


def test_a_data_directory_is_dumped_block_by_block(chain):
    result = run(*chain, "--block", "18", "--block", "17")
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["block 17", "block 18"]
    assert result.returncode == 0
    assert run(*chain, "--blocks", "1").stdout.startswith("block 18: state root")


def test_a_block_that_cannot_be_dumped_fails_with_what_the_program_said(chain):
    result = run(*chain, "--block", "3")
    assert result.returncode == 1
    assert result.stderr == "recompute_root: 'plimsoll state' ended with 1: no block 3\n"


def test_a_dump_of_another_block_fails(chain, tmp_path):
    (tmp_path / "5").write_text((tmp_path / "17").read_text())
    assert "dumped block 17 instead of 5" in run(*chain, "--block", "5").stderr
