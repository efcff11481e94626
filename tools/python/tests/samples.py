"""A small state, as a dump shows it and as a root worked out field by field."""

from typing import Any

from hashing import ZERO, container, number, of_list, tree


def word(byte: int) -> str:
    return "0x" + f"{byte:02x}" * 32


def text(values: dict[str, int | bool]) -> dict[str, str | bool]:
    return {name: value if isinstance(value, bool) else str(value) for name, value in values.items()}


def root(values: dict[str, int | bool], width: int = 16) -> bytes:
    """Of a container of numbers; `width` is that of the negative ones, in bytes."""
    return container(*[number(int(value), width if value < 0 else 32) for value in values.values()])


def sparse(length: int | None, elements: dict[int, Any]) -> dict[str, Any]:
    shown = {"elements": {str(index): value for index, value in elements.items()}}
    return shown if length is None else {"length": str(length), **shown}


def counted(*names: str) -> dict[str, int]:
    """Fields that are 1, 2, 3 and so on, so that none can take another's place."""
    return {name: place for place, name in enumerate(names, start=1)}


ADDRESS = "0x" + "a1" * 20
BRIDGE = "0x" + "b1" * 20
ADDRESS_CHUNK = bytes.fromhex(ADDRESS[2:]).ljust(32, b"\0")
BRIDGE_CHUNK = bytes.fromhex(BRIDGE[2:]).ljust(32, b"\0")
ORDER = {
    "account": 5,
    "position": 1,
    "side": 1,
    "tick": 600_001,
    "terms": 0b1010_0001,
    "triggerTick": 500_000,
    "band": 20_000,
    "expiryMs": 9_000,
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
    "fundingIndex": -2,
    "hasTriggers": True,
    "openBuys": 0,
    "openSells": 100,
    "firstOrder": 3,
    "next": 0,
}
ACCOUNT = {
    "owner": 5,
    "subAccount": 1,
    "isolatedMarket": 1,
    "crossAccount": 4,
    "nextIsolated": 3,
    "isSuspended": True,
    "cash": -12,
    "collateral": 8,
    "firstPosition": 2,
    "openOrderCount": 1,
    "deadManMs": 5_000,
    "isTouched": False,
    "nextTouched": 6,
    "isQueued": True,
}
TOTALS = {
    **{"deposited": 10, "withdrawn": 3, "cash": -(2**127), "cost": 2**127 - 1, "unsettledFunding": -4},
    **{"unsettledLoss": 5, "residue": -6, "collateralDeposited": 9, "collateralWithdrawn": 1, "collateral": 8},
}
MARKET = {
    **{"markAtomsPerLot": 600_000, "markTimeMs": 1_000, "fundingIndex": -7, "fundingTimeMs": 900, "sampleTimeMs": 950},
    **{"premiumSum": -44, "premiumCount": 2, "lossIndex": -9, "longs": 3, "shorts": 3, "residue": 1},
    **{"priceGeneration": 17, "carryGeneration": 18, "disposalTimeMs": 800},
}
TIER = {"upTo": 1_000, "initial": 50_000, "maintenance": 25_000, "closeOut": 10_000}
FUNDING = {
    **{"intervalMs": 3_600_000, "sampleMs": 60_000, "periodMs": 28_800_000, "impactNotional": 10**10},
    **{"interestPartsPerMillion": -100, "clamp": 500, "cap": 40_000, "missing": 1},
}
LADDER = counted("targetShare", "fee", "retryMs", "disposalMs", "disposalShare", "disposalBand")
HAIRCUTS = counted("lotDecimals", "initialHaircut", "maintenanceHaircut", "conversionDiscount")
PRICE = {"atomsPerLot": 600_000, "publishTimeMs": 990, "sequence": 4}
COLLATERAL = counted("atomsPerLot", "timeMs", "generation")
EQUIVOCATION = counted("feed", "publisher", "sequence")
KEY = counted("generation", "expiryMs", "markets", "actions", "notionalCap")
WITHDRAWAL = counted("asset", "amount", "blockNumber")

PARTS = {"Top": 0, "Middle": 8, "Bottom": 16, "Levels": 24}


def queues(*names: str) -> dict[str, Any]:
    """Indices with an entry at a place of its own in each part."""
    shown = {}
    for place, name in enumerate(names, start=1):
        shown[name + "Top"] = word(place)
        for part, depth in list(PARTS.items())[1:]:
            shown[name + part] = sparse(None, {2**depth - place: word(place)})
    return shown


def queue_roots(count: int) -> list[bytes]:
    roots = []
    for place in range(1, count + 1):
        roots.append(bytes([place]) * 32)
        roots += [tree(depth, {2**depth - place: bytes([place]) * 32}) for depth in list(PARTS.values())[1:]]
    return roots


def book() -> dict[str, Any]:
    return {
        **queues("bid", "ask", "rising", "falling", "expiry"),
        "expiryTriggers": sparse(None, {2: word(4), 2**24 - 1: word(5)}),
        "orders": sparse(4, {2: text(ORDER), 3: text(FREE_ORDER)}),
        "firstFree": "4",
        "openOrderCount": "1",
        "sequence": "7",
    }


def book_root() -> bytes:
    no_order = root(dict.fromkeys(ORDER, 0))
    return container(
        *queue_roots(5),
        tree(24, {2: bytes([4]) * 32, 2**24 - 1: bytes([5]) * 32}),
        of_list(24, [no_order, no_order, root(ORDER), root(FREE_ORDER)]),
        *(number(4), number(1), number(7)),
    )


def market_queues() -> dict[str, Any]:
    return queues("longPrice", "shortPrice", "longCarry", "shortCarry", "longEntry", "shortEntry")


def parameters() -> dict[str, Any]:
    return {
        **text({"version": 1, "chainID": 901}),
        "bridge": BRIDGE,
        "publisherCount": "1",
        "publishers": [ADDRESS] + ["0x" + "00" * 20] * 15,
        **text({"quorum": 1, "reportAgeLimitMs": 5_000, "reportFutureLimitMs": 1_000, "confidenceLimit": 50_000}),
        **text({"deviationLimit": 40_000, "bandBase": 30_000, "bandPerSecond": 20_000}),
        "collateral": {"symbol": word(0), **text(HAIRCUTS)},
        "ladder": text(LADDER),
        "insuranceFeeShare": "100000",
        "permissions": ["7", "2", "0"],
    }


def parameters_root() -> bytes:
    return container(
        *(number(1), number(901), BRIDGE_CHUNK, number(1), tree(4, {0: ADDRESS_CHUNK})),
        *(number(1), number(5_000), number(1_000), number(50_000), number(40_000), number(30_000), number(20_000)),
        *(container(ZERO, *[number(value) for value in HAIRCUTS.values()]), root(LADDER), number(100_000)),
        bytes([7, 2, 0]).ljust(32, b"\0"),
    )


def rules() -> dict[str, Any]:
    return {
        "symbol": "0x" + b"BTC-PERP".hex().ljust(64, "0"),
        **text({"lotDecimals": 4, "tickAtomsPerLot": 10, "orderMinimum": 1, "orderMaximum": 9}),
        **text({"positionMaximum": 99, "feed": 0, "takerFee": 500, "makerFeePartsPerMillion": -20}),
        "funding": text(FUNDING),
        "tierCount": "1",
        "tiers": [text(TIER)] + [text(dict.fromkeys(TIER, 0))] * 7,
    }


def rules_root() -> bytes:
    return container(
        *(b"BTC-PERP".ljust(32, b"\0"), number(4), number(10), number(1), number(9), number(99), number(0)),
        *(number(500), number(-20, 8), root(FUNDING, width=8), number(1)),
        container(root(TIER), *[root(dict.fromkeys(TIER, 0))] * 7),
    )


def owner() -> dict[str, Any]:
    return {
        "address": ADDRESS,
        **text({"firstAccount": 5, "subAccountCount": 2, "directory": 1}),
        "keys": ["0", "1"] + ["0"] * 6,
        "nonces": {"highest": "3", "used": word(7)},
    }


def state() -> dict[str, Any]:
    return {
        "clock": {"blockNumber": "17", "timestampMs": "1000", "startMs": "400"},
        "inbox": {"read": "2", "accumulator": word(6)},
        "parameters": parameters(),
        "rules": sparse(1, {0: rules()}),
        "prices": sparse(16, {1: text(PRICE) | {"reportRoot": word(3)}}),
        "collateral": text(COLLATERAL),
        "equivocations": sparse(1, {0: text(EQUIVOCATION) | {"first": word(1), "second": word(2), "blockNumber": "6"}}),
        "markets": sparse(1, {0: text(MARKET)}),
        "owners": sparse(6, {5: owner()}),
        "sessionKeys": sparse(
            1, {0: {"address": BRIDGE, **text(KEY), "nonces": {"highest": "0", "used": word(9)}}}
        ),
        "directories": sparse(1, {0: {"accounts": ["0", "6"] + ["0"] * 254}}),
        "accounts": sparse(6, {5: text(ACCOUNT)}),
        "positions": sparse(2, {1: text(POSITION)}),
        "firstFreePosition": "1",
        "books": [book()],
        "marketQueues": [market_queues()],
        "positionTriggers": sparse(None, {4: word(1), 2**34 - 1: word(2)}),
        "accountQueues": queues("collateral", "liquidation", "deadMan"),
        "accountTriggers": sparse(None, {20: word(3)}),
        "firstTouched": "6",
        "withdrawals": sparse(1, {0: {"owner": "5", "recipient": ADDRESS, **text(WITHDRAWAL)}}),
        "totals": text(TOTALS),
        "history": sparse(None, {16: word(8)}),
    }


def state_root() -> bytes:
    used = bytes([7]) * 32
    no_price = container(*[ZERO] * 4)
    no_owner = container(*[ZERO] * 5, container(ZERO, ZERO))
    market = container(*[number(value, 8 if name == "premiumSum" else 16) for name, value in MARKET.items()])
    price = container(*[number(value) for value in PRICE.values()], bytes([3]) * 32)
    equivocation = container(
        *[number(value) for value in EQUIVOCATION.values()], bytes([1]) * 32, bytes([2]) * 32, number(6)
    )
    keys = (1 << 32).to_bytes(32, "little")
    owner = container(ADDRESS_CHUNK, number(5), number(2), number(1), keys, container(number(3), used))
    key = container(BRIDGE_CHUNK, *[number(value) for value in KEY.values()], container(ZERO, bytes([9]) * 32))
    directory = container(tree(5, {0: (6 << 32).to_bytes(32, "little")}))
    position = container(*[number(value, 8 if name == "size" else 16) for name, value in POSITION.items()])
    withdrawal = container(number(5), ADDRESS_CHUNK, *[number(value) for value in WITHDRAWAL.values()])
    return container(
        container(number(17), number(1_000), number(400)),
        container(number(2), bytes([6]) * 32),
        parameters_root(),
        of_list(6, [rules_root()]),
        of_list(11, [no_price, price] + [no_price] * 14),
        root(COLLATERAL),
        of_list(20, [equivocation]),
        of_list(6, [market]),
        of_list(32, [no_owner] * 5 + [owner]),
        of_list(32, [key]),
        of_list(32, [directory]),
        of_list(32, [root(dict.fromkeys(ACCOUNT, 0))] * 5 + [root(ACCOUNT)]),
        of_list(32, [root(dict.fromkeys(POSITION, 0)), position]),
        number(1),
        of_list(6, [book_root()]),
        of_list(6, [container(*queue_roots(6))]),
        tree(34, {4: bytes([1]) * 32, 2**34 - 1: bytes([2]) * 32}),
        container(*queue_roots(3)),
        tree(34, {20: bytes([3]) * 32}),
        number(6),
        of_list(32, [withdrawal]),
        root(TOTALS),
        tree(8, {16: bytes([8]) * 32}),
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
