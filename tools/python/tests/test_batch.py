"""What the published batches stand for: a decoder in Python, the reference of LZ4 and the exchange agree."""

import json
from hashlib import sha256
from pathlib import Path

import lz4.block
import pytest

import lz4_vectors
from plimsoll import batch

VECTORS = Path(__file__).parents[3] / "Tests/Vectors"
BATCHES = json.loads((VECTORS / "batches.json").read_text())
BASES = [bytes.fromhex(base[2:]) for base in BATCHES["bases"]]
BODY = bytes.fromhex(BATCHES["body"][2:])
CHANGES = {
    "cut": lambda data, position: data[:position],
    "up": lambda data, position: data[:position] + bytes([(data[position] + 1) % 256]) + data[position + 1 :],
    "down": lambda data, position: data[:position] + bytes([(data[position] - 1) % 256]) + data[position + 1 :],
}


def body_or_none(data: bytes) -> bytes | None:
    try:
        return batch.decode(data)
    except batch.Void:
        return None


def raw_length(data: bytes) -> int:
    return int.from_bytes(data[2:6], "little")


def joined(case) -> bytes:
    return b"".join(bytes.fromhex(part[2:]) * count for part, count in case["data"])


def as_literals(data: bytes) -> bytes:
    """An LZ4 block without any copy."""
    rest = len(data) - 15
    head = bytes([0xF0]) + b"\xff" * (rest // 255) + bytes([rest % 255]) if rest >= 0 else bytes([len(data) << 4])
    return head + data


@pytest.mark.parametrize("codec", [batch.RAW, batch.LZ4, batch.COLUMNS])
def test_every_form_holds_the_same_body(codec):
    assert BASES[codec][:2] == bytes([0, codec])
    assert batch.decode(BASES[codec]) == BODY


@pytest.mark.parametrize("codec", [batch.LZ4, batch.COLUMNS])
def test_the_reference_unpacks_our_blocks(codec):
    base = BASES[codec]
    unpacked = lz4.block.decompress(base[6:], uncompressed_size=raw_length(base))
    assert unpacked == batch.decompress(base[6:], raw_length(base))
    assert codec == batch.COLUMNS or unpacked == BODY


def test_the_reference_unpacks_every_block_of_ours_that_is_one():
    count = 0
    for case in BATCHES["cases"]:
        data = joined(case)
        if len(data) > 6 and data[1] in (batch.LZ4, batch.COLUMNS) and case["body"]:
            block = data[batch.HEADER_BYTES :]
            unpacked = lz4.block.decompress(block, uncompressed_size=raw_length(data))
            assert unpacked == batch.decompress(block, raw_length(data))
            count += 1
    assert count > 10


@pytest.mark.parametrize("sweep", BATCHES["sweeps"], ids=lambda sweep: "{base}-{layer}-{change}".format(**sweep))
def test_each_neighbour_of_a_batch_is_void_or_the_body_that_the_exchange_makes_of_it(sweep):
    base = BASES[sweep["base"]]
    data, wrap = base, bytes
    if sweep["layer"] == "unpacked":
        data = batch.decompress(base[6:], raw_length(base))

        def wrap(stream: bytes) -> bytes:
            return base[:2] + len(stream).to_bytes(4, "little") + as_literals(stream)

    change = CHANGES[sweep["change"]]
    bodies = [body_or_none(wrap(change(data, position))) for position in range(len(data))]
    assert "".join("x" if body is None else "." for body in bodies) == sweep["outcomes"]
    hashes = b"".join(sha256(body).digest() for body in bodies if body is not None)
    assert "0x" + sha256(hashes).hexdigest() == sweep["bodies"]


@pytest.mark.parametrize("case", BATCHES["cases"], ids=lambda case: case["name"])
def test_each_published_case_has_the_published_result(case):
    body = body_or_none(joined(case))
    assert (body and "0x" + sha256(body).hexdigest()) == case["body"]


def test_the_cases_hold_good_batches_and_bad_ones():
    bodies = [case["body"] for case in BATCHES["cases"]]
    assert bodies.count(None) > 50 and len(set(bodies)) > 12


def test_blocks_for_others_are_what_the_library_makes():
    assert json.loads((VECTORS / "lz4.json").read_text()) == lz4_vectors.document()


@pytest.mark.parametrize("mode", ["fast", "high"])
def test_the_librarys_blocks_are_read(mode):
    for case in lz4_vectors.document()["cases"]:
        raw = b"".join(bytes.fromhex(part["bytes"]) * part["count"] for part in case["raw"])
        assert batch.decompress(bytes.fromhex(case[mode]), len(raw)) == raw
