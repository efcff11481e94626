"""Blocks of the LZ4 library, for other implementations to read.

    .venv/bin/python tools/python/tests/lz4_vectors.py >Tests/Vectors/lz4.json
"""

import json
from hashlib import sha256
from typing import Any

import lz4.block


def noise(count: int) -> bytes:
    return b"".join(sha256(index.to_bytes(4, "little")).digest() for index in range(count // 32 + 1))[:count]


def samples() -> list[list[tuple[bytes, int]]]:
    """Each a list of strings, and how often they follow each other."""
    runs = [[(b"\x09", count)] for count in (0, 1, 4, 11, 12, 13, 14, 17, 19, 20, 64, 273, 274, 275, 4_096, 300_000)]
    periods = [[(noise(period), 3_000 // period)] for period in (2, 3, 7, 100)]
    literals = [[(noise(count), 1), (b"\0", 40)] for count in (1, 14, 15, 16, 269, 270, 271, 600)]
    far = [[(noise(64), 1), (b"\0", distance - 64), (noise(64), 1), (b"\1", 9)] for distance in (65_535, 65_536)]
    mixed = [[(noise(40), 1), (b"abcdefgh", 30), (noise(40), 1), (b"abc", 5), (noise(200), 2), (b"end", 1)]]
    return runs + periods + literals + far + mixed


def blocks(raw: bytes) -> dict[str, str]:
    fast = lz4.block.compress(raw, store_size=False)
    high = lz4.block.compress(raw, mode="high_compression", compression=12, store_size=False)
    return {"fast": fast.hex(), "high": high.hex()}


def document() -> dict[str, Any]:
    cases = []
    for parts in samples():
        raw = b"".join(part * count for part, count in parts)
        cases.append({"raw": [{"bytes": part.hex(), "count": count} for part, count in parts], **blocks(raw)})
    return {"cases": cases}


if __name__ == "__main__":
    print(json.dumps(document(), indent=1))
