"""A small state, as a dump shows it and as a root worked out field by field."""

from typing import Any

from hashing import ZERO, container, number, of_list, tree


def word(byte: int) -> str:
    return "0x" + f"{byte:02x}" * 32


def text(values: dict[str, int]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def sparse(length: int | None, elements: dict[int, Any]) -> dict[str, Any]:
    shown = {"elements": {str(index): value for index, value in elements.items()}}
    return shown if length is None else {"length": str(length), **shown}


ADDRESS = "0x" + "a1" * 20
BRIDGE = "0x" + "b1" * 20
ORDER = {
    "account": 5,
    "position": 1,
    "side": 1,
    "tick": 600_001,
    "remaining": 100,
    "sequence": 7,
    "clientID": 2**127,
    "next": 0,
    "previous": 0,
    "accountNext": 0,
    "accountPrevious": 0,
}
FREE_ORDER = dict.fromkeys(ORDER, 0) | {"next": 1}
POSITION = {
    "account": 5,
    "market": 0,
    "size": -3,
    "cost": -1_800_003,
    "lossIndex": -1,
    "openBuys": 0,
    "openSells": 100,
    "firstOrder": 3,
    "next": 0,
}
TOTALS = {"deposited": 10, "withdrawn": 3, "cash": -(2**127), "cost": 2**127 - 1, "unsettledLoss": 5, "residue": -6}
MARKET = {"markAtomsPerLot": 600_000, "markTimeMs": 1_000, "lossIndex": -9, "longs": 3, "shorts": 3, "residue": 1}
TIER = {"upTo": 1_000, "initial": 50_000, "maintenance": 25_000, "closeOut": 10_000}
PRICE = {"atomsPerLot": 600_000, "publishTimeMs": 990, "sequence": 4}


def book() -> dict[str, Any]:
    empty = {"Top": word(0), "Middle": sparse(None, {}), "Bottom": sparse(None, {}), "Levels": sparse(None, {})}
    return {
        **{f"bid{name}": value for name, value in empty.items()},
        "askTop": word(1),
        "askMiddle": sparse(None, {9: word(2)}),
        "askBottom": sparse(None, {2_343: word(3)}),
        "askLevels": sparse(None, {600_001: word(4), 2**24 - 1: word(5)}),
        "orders": sparse(4, {2: text(ORDER), 3: text(FREE_ORDER)}),
        "firstFree": "4",
        "openOrderCount": "1",
        "sequence": "7",
    }


def state() -> dict[str, Any]:
    tier = text(dict.fromkeys(TIER, 0))
    return {
        "clock": {"blockNumber": "17", "timestampMs": "1000"},
        "inbox": {"read": "2", "accumulator": word(6)},
        "parameters": {
            **text({"version": 1, "chainID": 901}),
            "bridge": BRIDGE,
            "publisherCount": "1",
            "publishers": [ADDRESS] + ["0x" + "00" * 20] * 15,
            **text({"quorum": 1, "reportAgeLimitMs": 5_000, "reportFutureLimitMs": 1_000, "confidenceLimit": 50_000}),
            "permissions": ["7", "2", "0"],
        },
        "rules": sparse(
            1,
            {
                0: {
                    "symbol": "0x" + b"BTC-PERP".hex().ljust(64, "0"),
                    **text({"lotDecimals": 4, "tickAtomsPerLot": 10, "orderMinimum": 1, "orderMaximum": 9}),
                    **text({"positionMaximum": 99, "feed": 0, "tierCount": 1}),
                    "tiers": [text(TIER)] + [tier] * 7,
                }
            },
        ),
        "prices": sparse(16, {1: text(PRICE)}),
        "markets": sparse(1, {0: text(MARKET)}),
        "owners": sparse(
            6, {5: {"address": ADDRESS, "firstAccount": "5", "nonces": {"highest": "3", "used": word(7)}}}
        ),
        "accounts": sparse(
            6, {5: text({"owner": 5, "subAccount": 0, "cash": -12, "firstPosition": 2, "openOrderCount": 1})}
        ),
        "positions": sparse(2, {1: text(POSITION)}),
        "firstFreePosition": "1",
        "books": [book()],
        "totals": text(TOTALS),
        "history": sparse(None, {16: word(8)}),
    }


def state_root() -> bytes:
    address, used = bytes.fromhex(ADDRESS[2:]).ljust(32, b"\0"), bytes([7]) * 32
    bridge = bytes.fromhex(BRIDGE[2:]).ljust(32, b"\0")
    no_price = container(number(0), number(0), number(0))
    no_owner = container(ZERO, number(0), container(number(0), ZERO))
    no_account = container(*[number(0)] * 5)
    parameters = container(
        *(number(1), number(901), bridge, number(1), tree(4, {0: address})),
        *(number(1), number(5_000), number(1_000), number(50_000), bytes([7, 2, 0]).ljust(32, b"\0")),
    )
    no_tier = container(*[number(0)] * 4)
    tier = container(number(1_000, 16), number(50_000), number(25_000), number(10_000))
    rules = container(
        *(b"BTC-PERP".ljust(32, b"\0"), number(4), number(10), number(1), number(9), number(99), number(0), number(1)),
        container(tier, *[no_tier] * 7),
    )
    market = container(
        number(600_000), number(1_000), number(-9, 16), number(3), number(3), number(1, 16)
    )
    price = container(number(600_000), number(990), number(4))
    owner = container(address, number(5), container(number(3), used))
    account = container(number(5), number(0), number(-12, 16), number(2), number(1))
    no_position = container(*[number(0)] * 9)
    position = container(
        *(number(5), number(0), number(-3, 8), number(-1_800_003, 16), number(-1, 16)),
        *(number(0), number(100), number(3), number(0)),
    )
    return container(
        container(number(17), number(1_000)),
        container(number(2), bytes([6]) * 32),
        parameters,
        of_list(6, [rules]),
        of_list(10, [no_price, price] + [no_price] * 14),
        of_list(6, [market]),
        of_list(32, [no_owner] * 5 + [owner]),
        of_list(32, [no_account] * 5 + [account]),
        of_list(32, [no_position, position]),
        number(1),
        of_list(6, [book_root()]),
        container(*[number(value, 16) for value in TOTALS.values()]),
        tree(8, {16: bytes([8]) * 32}),
    )


def book_root() -> bytes:
    no_order = container(*[number(0)] * 11)
    order = container(
        *(number(5), number(1), number(1), number(600_001), number(100), number(7), number(2**127)),
        *[number(0)] * 4,
    )
    free_order = container(*[number(0)] * 7, number(1), *[number(0)] * 3)
    return container(
        *(ZERO, tree(8, {}), tree(16, {}), tree(24, {})),
        *(bytes([1]) * 32, tree(8, {9: bytes([2]) * 32}), tree(16, {2_343: bytes([3]) * 32})),
        tree(24, {600_001: bytes([4]) * 32, 2**24 - 1: bytes([5]) * 32}),
        of_list(24, [no_order, no_order, order, free_order]),
        *(number(4), number(1), number(7)),
    )


def header() -> dict[str, Any]:
    return {
        "number": "17",
        "timestampMs": "1000",
        "parent": word(8),
        "preStateRoot": word(9),
        "stateRoot": "0x" + state_root().hex(),
        "inputsRoot": word(10),
        "receiptsRoot": word(11),
        "stepCount": "40",
        "inboxRead": "2",
        "inboxAccumulator": word(6),
        "epoch": "0",
        "parametersVersion": "1",
    }


def header_hash() -> bytes:
    return container(
        *(number(17), number(1_000), bytes([8]) * 32, bytes([9]) * 32, state_root(), bytes([10]) * 32),
        *(bytes([11]) * 32, number(40), number(2), bytes([6]) * 32, number(0), number(1)),
    )


def dump() -> dict[str, Any]:
    return {"format": 1, "block": 17, "header": header(), "state": state()}
