"""What the bytes of a batch stand for, after the documentation of `Settlement`: no code is shared with the exchange's.

`decode` gives the SSZ encoding of the `BatchBody`, or raises `Void`.
"""

from collections import defaultdict
from collections.abc import Callable
from struct import unpack_from
from typing import Any, NamedTuple

RAW, LZ4, COLUMNS = 0, 1, 2
HEADER_BYTES = 6
LIMIT_BYTES = 4 << 20
BLOCK_LIMIT, REPORT_LIMIT, ITEM_LIMIT = 4_096, 1_024, 65_536
REPORT_BYTES, ITEM_BYTES = 512, 16_384
OPERATION_LIMIT = 256

BLOCKS, KINDS, OWNERS, SEATS, NONCES, EXPIRIES, MARKETS, FLAGS, LOTS, TICKS, ORDERS, CLIENT_IDS, TERMS = range(13)
REPORT_HEADS, REPORT_PRICES, REPORT_TIMES, BODIES, OPAQUE, SIGNATURES = range(13, 19)
COLUMN_COUNT = 19


class Void(Exception):
    """The batch is malformed: none of its blocks exists."""


def require(condition: bool, message: str) -> None:
    if not condition:
        raise Void(message)


def decode(data: bytes) -> bytes:
    """Whether the body fits its place in the chain is another question."""
    require(HEADER_BYTES <= len(data) <= LIMIT_BYTES, "length")
    version, codec, raw_length = unpack_from("<BBI", data)
    require(version == 0, "version")
    require(codec in (RAW, LZ4, COLUMNS), "codec")
    require(raw_length <= LIMIT_BYTES, "declared length")
    payload = data[HEADER_BYTES:]
    raw = payload if codec == RAW else decompress(payload, raw_length)
    require(len(raw) == raw_length, "length of the payload")
    if codec == COLUMNS:
        return body_of_columns(raw)
    check_body(raw)
    return raw


# LZ4


def decompress(block: bytes, byte_count: int) -> bytes:
    """The LZ4 block format, with all that it asks of the ends of blocks."""
    output, position, last_copy = bytearray(), 0, None

    def next_byte() -> int:
        nonlocal position
        require(position < len(block), "truncated block")
        position += 1
        return block[position - 1]

    def length(nibble: int) -> int:
        total = nibble
        while nibble == 15:
            byte = next_byte()
            total += byte
            if byte < 255:
                break
        return total

    while True:
        token = next_byte()
        literals = length(token >> 4)
        require(literals <= len(block) - position, "truncated literals")
        output += block[position : position + literals]
        position += literals
        require(len(output) <= byte_count, "too much in the block")
        if position == len(block):
            break
        offset = next_byte() | next_byte() << 8
        require(0 < offset <= len(output), "offset")
        count = length(token & 15) + 4
        require(len(output) + count <= byte_count, "too much in the block")
        last_copy = len(output), len(output) + count
        seed = bytes(output[-offset:])
        output += (seed * (count // offset + 1))[:count]
    require(len(output) == byte_count, "too little in the block")
    require(token & 15 == 0, "last token")
    if last_copy:
        require(byte_count - last_copy[0] >= 12 and byte_count - last_copy[1] >= 5, "copy near the end")
    return bytes(output)


# SSZ


def split(data: bytes, limit: int) -> list[bytes]:
    """The elements of a list of variable size."""
    if not data:
        return []
    require(len(data) >= 4, "truncated offset")
    (first,) = unpack_from("<I", data)
    require(first > 0 and first % 4 == 0 and first <= len(data), "first offset")
    require(first // 4 <= limit, "too many elements")
    bounds = [*unpack_from(f"<{first // 4}I", data), len(data)]
    pairs = list(zip(bounds, bounds[1:], strict=False))
    require(all(start <= end for start, end in pairs), "offsets")
    return [data[start:end] for start, end in pairs]


def join(elements: list[bytes]) -> bytes:
    offset, offsets = 4 * len(elements), []
    for element in elements:
        offsets.append(offset.to_bytes(4, "little"))
        offset += len(element)
    return b"".join(offsets + elements)


def check_body(raw: bytes) -> None:
    require(len(raw) >= 60, "truncated body")
    require(unpack_from("<I", raw, 56) == (60,), "offset of the blocks")
    for block in split(raw[60:], BLOCK_LIMIT):
        require(len(block) >= 24, "truncated block")
        reports, items = unpack_from("<II", block, 16)
        require(reports == 24 and reports <= items <= len(block), "offsets of a block")
        require(all(len(report) <= REPORT_BYTES for report in split(block[24:items], REPORT_LIMIT)), "report")
        require(all(len(item) <= ITEM_BYTES for item in split(block[items:], ITEM_LIMIT)), "item")


# Well-formed reports and transactions


def is_compact(signature: bytes) -> bool:
    return signature[32] < 0x80 and signature[64] <= 1


def is_report(data: bytes) -> bool:
    return len(data) == 101 and is_compact(data[36:])


def is_place(body: bytes) -> bool:
    limits = {2: 1, 3: 3, 32: 1, 41: 3, 42: 1, 47: 1}  # Bytes of which only some values are allowed.
    return len(body) == 52 and all(body[offset] <= limit for offset, limit in limits.items())


def is_operation(operation: bytes) -> bool:
    return len(operation) > 0 and operation[0] in (1, 2, 3) and is_action(operation)


def is_batch(body: bytes) -> bool:
    if len(body) < 5 or body[0] > 1 or unpack_from("<I", body, 1) != (5,):
        return False
    try:
        return all(is_operation(operation) for operation in split(body[5:], OPERATION_LIMIT))
    except Void:
        return False


# By selector: the length of the body where it is fixed, and what must hold of it.
FIXED: dict[int, tuple[int, Callable[[bytes], bool]]] = {
    4: (2, lambda body: True),
    6: (8, lambda body: True),
    7: (34, lambda body: body[25] <= 1),
    8: (9, lambda body: body[0] <= 1),
    9: (11, lambda body: body[2] <= 1),
    10: (57, lambda body: True),
    11: (1, lambda body: True),
}


def is_action(action: bytes) -> bool:
    selector, body = action[0], action[1:]
    match selector:
        case 1:
            return is_place(body)
        case 2:
            return len(body) == 26
        case 3:
            return len(body) == 38
        case 5:
            return is_batch(body)
        case _ if selector in FIXED:
            size, holds = FIXED[selector]
            return len(body) == size and holds(body)
    return False


def is_transaction(data: bytes) -> bool:
    if len(data) < 69 + 31 + 1 or unpack_from("<I", data) != (69,) or unpack_from("<I", data, 69 + 27) != (31,):
        return False
    return is_compact(data[4:69]) and is_action(data[100:])


# Columns


class Block(NamedTuple):
    time: int
    inbox_up_to: int
    report_count: int
    item_count: int


class Columns:
    """Columns, and how far each has been read."""

    def __init__(self, columns: list[bytes]):
        require(len(columns) == COLUMN_COUNT, "number of columns")
        self.columns = columns
        self.offsets = [0] * COLUMN_COUNT

    def is_at_end(self, column: int) -> bool:
        return self.offsets[column] == len(self.columns[column])

    def take(self, column: int, count: int) -> bytes:
        start = self.offsets[column]
        require(start + count <= len(self.columns[column]), "truncated column")
        self.offsets[column] += count
        return self.columns[column][start : start + count]

    def byte(self, column: int) -> int:
        return self.take(column, 1)[0]

    def number(self, column: int, bits: int) -> int:
        value, shift = 0, 0
        while True:
            digit = self.byte(column)
            value |= (digit & 0x7F) << shift
            require(value < 1 << bits, "number too large")
            if digit < 0x80:
                require(digit > 0 or shift == 0, "overlong number")
                return value
            shift += 7

    def step(self, column: int, origin: int, bits: int) -> int:
        folded = self.number(column, bits)
        difference = -(folded + 1 >> 1) if folded & 1 else folded >> 1
        return (origin + difference) % (1 << bits)

    def time(self, column: int, block_time: int) -> int:
        value = self.step(column, block_time, 64)
        return {0: block_time, block_time: 0}.get(value, value) if block_time else value


class Unpacker:
    """What columns stand for, in the order of the body."""

    def __init__(self, columns: Columns):
        self.columns = columns
        self.block = Block(0, 0, 0, 0)
        self.nonces: dict[Any, int] = defaultdict(int)
        self.ticks: dict[int, int] = defaultdict(int)
        self.prices: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self.sequences: dict[Any, int] = defaultdict(int)
        self.byte_count = 60

    def blocks(self) -> bytes:
        blocks = []
        while not self.columns.is_at_end(BLOCKS):
            blocks.append(self.next_block())
        require(all(self.columns.is_at_end(column) for column in range(COLUMN_COUNT)), "trailing bytes")
        require(len(blocks) <= BLOCK_LIMIT, "too many blocks")
        return join(blocks)

    def next_block(self) -> bytes:
        columns, last = self.columns, self.block
        time, up_to = columns.step(BLOCKS, last.time, 64), columns.step(BLOCKS, last.inbox_up_to, 64)
        self.block = Block(time, up_to, columns.number(BLOCKS, 16), columns.number(BLOCKS, 32))
        self.count(28)
        reports = join([self.listed(self.report(), REPORT_BYTES) for _ in range(self.block.report_count)])
        items = join([self.listed(self.item(), ITEM_BYTES) for _ in range(self.block.item_count)])
        require(self.block.report_count <= REPORT_LIMIT and self.block.item_count <= ITEM_LIMIT, "too many")
        head = time.to_bytes(8, "little") + up_to.to_bytes(8, "little")
        return head + (24).to_bytes(4, "little") + (24 + len(reports)).to_bytes(4, "little") + reports + items

    def listed(self, data: bytes, limit: int) -> bytes:
        self.count(4 + len(data))
        require(len(data) <= limit, "too long")
        return data

    def count(self, byte_count: int) -> None:
        self.byte_count += byte_count
        require(self.byte_count <= LIMIT_BYTES, "body too long")

    def opaque(self, has_columns: Callable[[bytes], bool]) -> bytes:
        data = self.columns.take(OPAQUE, self.columns.number(OPAQUE, 16))
        require(not has_columns(data), "needlessly opaque")
        return data

    def signature(self) -> bytes:
        data = bytearray(self.columns.take(SIGNATURES, 64))
        parity = data[32] >> 7
        data[32] &= 0x7F
        return bytes(data) + bytes([parity])

    def report(self) -> bytes:
        columns, kind = self.columns, self.columns.byte(KINDS)
        if kind == 0:
            return self.opaque(is_report)
        require(kind == 1, "kind of report")
        publisher, feed = columns.byte(REPORT_HEADS), columns.number(REPORT_HEADS, 16)
        exponent, (price, confidence) = columns.byte(REPORT_HEADS), self.prices[feed]
        confidence = columns.step(REPORT_HEADS, confidence, 64)
        sequence = columns.step(REPORT_HEADS, self.sequences[feed, publisher] + 1 & (1 << 64) - 1, 64)
        price = columns.step(REPORT_PRICES, price, 64)
        time = columns.step(REPORT_TIMES, self.block.time, 64)
        self.prices[feed], self.sequences[feed, publisher] = (price, confidence), sequence
        fields = little((feed, 2), (price, 8), (confidence, 8), (exponent, 1), (time, 8), (sequence, 8), (publisher, 1))
        return fields + self.signature()

    def item(self) -> bytes:
        columns, kind = self.columns, self.columns.byte(KINDS)
        if kind == 0:
            return self.opaque(is_transaction)
        owner = columns.number(OWNERS, 32)
        scheme, sub_account, slot = columns.take(SEATS, 3)
        generation = columns.number(SEATS, 32)
        nonce = columns.step(NONCES, self.nonces[owner, slot] + 1 & (1 << 64) - 1, 64)
        self.nonces[owner, slot] = nonce
        expiry = columns.time(EXPIRIES, self.block.time)
        seat = little((scheme, 1), (owner, 4), (sub_account, 1), (slot, 1), (generation, 4), (nonce, 8), (expiry, 8))
        action = bytes([kind]) + self.body(kind)
        return little((69, 4)) + self.signature() + seat + little((31, 4)) + action

    def body(self, kind: int) -> bytes:
        if kind in (1, 2, 3):
            return self.operation(kind)
        if kind == 5:
            return self.batch()
        require(kind in FIXED, "kind of item")
        size, holds = FIXED[kind]
        body = self.columns.take(BODIES, size)
        require(holds(body), "body of an action")
        return body

    def batch(self) -> bytes:
        mode = self.columns.byte(BODIES)
        require(mode <= 1, "mode")
        operations = []
        for _ in range(self.columns.number(BODIES, 16)):
            kind = self.columns.byte(KINDS)
            operations.append(bytes([kind]) + self.operation(kind))
        require(len(operations) <= OPERATION_LIMIT, "too many operations")
        return little((mode, 1), (5, 4)) + join(operations)

    def operation(self, kind: int) -> bytes:
        require(kind in (1, 2, 3), "kind of operation")
        columns, market = self.columns, self.columns.number(MARKETS, 16)
        if kind == 1:
            return self.place(market)
        name = little((market, 2), (columns.number(ORDERS, 64), 8), (columns.number(CLIENT_IDS, 128), 16))
        if kind == 2:
            return name
        return name + little((columns.number(LOTS, 64), 8), (self.tick(market), 4))

    def place(self, market: int) -> bytes:
        columns, flags = self.columns, self.columns.byte(FLAGS)
        lots, tick, client_id = columns.number(LOTS, 64), self.tick(market), columns.number(CLIENT_IDS, 128)
        expiry, trigger_tick = columns.time(TERMS, self.block.time), columns.number(TERMS, 32)
        order = little((market, 2), (flags & 1, 1), (flags >> 1 & 3, 1), (lots, 8), (tick, 4), (client_id, 16))
        terms = little((flags >> 3 & 1, 1), (expiry, 8), (flags >> 4 & 3, 1), (flags >> 6 & 1, 1))
        return order + terms + little((trigger_tick, 4), (flags >> 7, 1), (columns.number(TERMS, 32), 4))

    def tick(self, market: int) -> int:
        self.ticks[market] = self.columns.step(TICKS, self.ticks[market], 32)
        return self.ticks[market]


def little(*values: tuple[int, int]) -> bytes:
    return b"".join(value.to_bytes(size, "little") for value, size in values)


def body_of_columns(raw: bytes) -> bytes:
    require(len(raw) >= 60 and unpack_from("<I", raw, 56) == (60,), "head of the columns")
    return raw[:60] + Unpacker(Columns(split(raw[60:], 32))).blocks()
