"""Transactions and reports with what eth_account makes of them, for other implementations to hold themselves against.

    .venv/bin/python tools/python/tests/signing_vectors.py >Tests/Vectors/signing.json
"""

import json
import sys
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak
from remerkleable.basic import boolean, uint8, uint16, uint32, uint64, uint128
from remerkleable.complex import Container, List
from remerkleable.union import Union

PUBLISHED = json.loads((Path(__file__).parents[3] / "genesis/eip712.json").read_text())
DOMAIN = {**PUBLISHED["domain"], "chainId": 901, "verifyingContract": "0x" + 20 * "b1"}
OTHER_CHAIN = {**DOMAIN, "chainId": 2**64 - 1}
OTHER_BRIDGE = {**DOMAIN, "verifyingContract": "0x0102030405060708090a0b0c0d0e0f1011121314"}

# The first two accounts of the mnemonic 'test test ... junk', which every Ethereum development tool knows.
KEYS = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
]

ENVELOPE = {"owner": 4, "subAccount": 0, "keySlot": 0, "keyGeneration": 0, "nonce": 1, "expiryMs": 0}
SESSION = ENVELOPE | {"subAccount": 3, "keySlot": 8, "keyGeneration": 2}
ORDER = {
    **{"market": 0, "side": 0, "timeInForce": 0, "lots": 100, "tick": 600_001, "clientId": 0, "reduceOnly": False},
    **{"orderExpiryMs": 0, "selfTrade": 0, "preventsByOwner": False, "triggerTick": 0, "trigger": 0, "band": 0},
}
SELL = ORDER | {"side": 1, "timeInForce": 1, "clientId": 2**64 + 7}
TAKE_PROFIT = SELL | {
    **{"reduceOnly": True, "orderExpiryMs": 1_700_000_000_500, "selfTrade": 2, "preventsByOwner": True},
    **{"triggerTick": 650_000, "trigger": 1, "band": 20_000},
}
CANCEL = {"market": 1, "orderId": (5 << 24) | 3, "clientId": 0}
AMEND = {"market": 1, "orderId": 0, "clientId": 77, "lots": 40, "tick": 600_002}
ADDRESS = "0x" + 20 * "c2"
KEY = {"slot": 8, "key": ADDRESS, "keyExpiryMs": 10**12, "markets": 5, "actions": 126, "notionalCap": 10**12}
REPORT = {
    "feed": 1,
    "price": 6_000_010_000_000,
    "confidence": 1_500_000_000,
    "exponent": -8,
    "publishTimeMs": 1_700_000_000_123,
    "sequence": 77,
}
# The highest values of what is no plain number, so that every case is a transaction that decodes.
HIGHEST = {"side": 1, "timeInForce": 3, "selfTrade": 3, "trigger": 1, "mode": 1, "asset": 1}


class PlaceOrder(Container):
    market: uint16
    side: uint8
    timeInForce: uint8
    lots: uint64
    tick: uint32
    clientId: uint128
    reduceOnly: boolean
    orderExpiryMs: uint64
    selfTrade: uint8
    preventsByOwner: boolean
    triggerTick: uint32
    trigger: uint8
    band: uint32


class CancelOrder(Container):
    market: uint16
    orderId: uint64
    clientId: uint128


class AmendOrder(Container):
    market: uint16
    orderId: uint64
    clientId: uint128
    lots: uint64
    tick: uint32


Operation = Union[None, PlaceOrder, CancelOrder, AmendOrder]
SELECTORS = {"PlaceOrder": 1, "CancelOrder": 2, "AmendOrder": 3}
Operations = list[tuple[str, dict[str, Any]]]


def cases():
    """A label, a domain, a structure, its values, and of a batch its operations."""
    yield "a limit buy", DOMAIN, "PlaceOrder", ENVELOPE | ORDER
    late = ENVELOPE | {"nonce": 2, "expiryMs": 1_700_000_000_000}
    yield "an immediate-or-cancel sell in a transaction that expires", DOMAIN, "PlaceOrder", late | SELL
    yield "a take-profit by a session key", DOMAIN, "PlaceOrder", SESSION | TAKE_PROFIT
    yield "an order on another chain", OTHER_CHAIN, "PlaceOrder", ENVELOPE | ORDER
    yield "an order under another bridge", OTHER_BRIDGE, "PlaceOrder", ENVELOPE | ORDER
    yield "a cancellation", DOMAIN, "CancelOrder", ENVELOPE | CANCEL
    yield "a cancellation by client id", DOMAIN, "CancelOrder", ENVELOPE | CANCEL | {"orderId": 0, "clientId": 2**64}
    yield "an amendment", DOMAIN, "AmendOrder", SESSION | AMEND
    yield "a cancellation of all orders", DOMAIN, "CancelAll", ENVELOPE | {"market": 65_535}
    yield from batches()
    yield "a dead man's switch", DOMAIN, "ArmDeadMan", SESSION | {"deadlineMs": 1_700_000_000_000}
    recipient = {"toOwner": 5, "toAddress": ADDRESS, "toSubAccount": 1}
    yield "a transfer", DOMAIN, "Transfer", ENVELOPE | recipient | {"asset": 0, "amount": 1_000_000}
    yield "a withdrawal of collateral", DOMAIN, "Withdraw", ENVELOPE | {"asset": 1, "amount": 2_500}
    yield "a market isolated", DOMAIN, "SetMarginMode", ENVELOPE | {"market": 1, "isolated": True, "cash": 10**9}
    yield "money taken back", DOMAIN, "SetMarginMode", ENVELOPE | {"market": 1, "isolated": True, "cash": -(10**9)}
    yield "a session key", DOMAIN, "AddKey", ENVELOPE | KEY
    yield "a key revoked", DOMAIN, "RevokeKey", ENVELOPE | {"slot": 8}
    yield "a price report", DOMAIN, "PriceReport", REPORT
    yield "a price report with the lowest exponent", DOMAIN, "PriceReport", REPORT | {"exponent": -128}
    for name in PUBLISHED["types"]:
        if name not in ("EIP712Domain", "Batch", "SoftReceipt"):
            yield f"every field of a {name} at its highest", DOMAIN, name, highest(name)


def batches():
    mixed = [("PlaceOrder", TAKE_PROFIT), ("CancelOrder", CANCEL), ("AmendOrder", AMEND)]
    five = [("CancelOrder", CANCEL | {"market": market}) for market in range(5)]
    for label, mode, operations in [
        ("a batch of one order", 0, [("PlaceOrder", ORDER)]),
        ("an atomic batch of each operation", 1, mixed),
        ("the same operations in another order", 1, mixed[::-1]),
        ("a batch of five cancellations", 0, five),
    ]:
        yield label, DOMAIN, "Batch", ENVELOPE | {"mode": mode, "operations": operations_root(operations)}, operations


def operations_root(operations: Operations) -> str:
    """By remerkleable."""
    kinds = {"PlaceOrder": PlaceOrder, "CancelOrder": CancelOrder, "AmendOrder": AmendOrder}
    unions = [Operation(selector=SELECTORS[name], value=kinds[name](**fields)) for name, fields in operations]
    return "0x" + List[Operation, 256](unions).hash_tree_root().hex()


def highest(primary_type: str) -> dict[str, Any]:
    message = {}
    for field in PUBLISHED["types"][primary_type]:
        message[field["name"]] = HIGHEST.get(field["name"], highest_value(field["type"]))
    return message


def highest_value(kind: str) -> Any:
    match kind:
        case "bool":
            return True
        case "address":
            return "0x" + 20 * "ff"
        case _:
            width = int(kind.lstrip("uint"))
            return (1 << (width if kind.startswith("u") else width - 1)) - 1


def document() -> dict:
    return {
        "note": "Digests and signatures by eth-account 0.14.0, roots of operations by remerkleable 0.1.28. "
        "Numbers are decimal strings.",
        "cases": [case(number, *row) for number, row in enumerate(cases())],
    }


def case(
    number: int, label: str, domain: dict, primary_type: str, message: dict[str, Any], operations: Operations = ()
) -> dict:
    key = KEYS[number % len(KEYS)]
    signable = encode_typed_data(domain, {primary_type: PUBLISHED["types"][primary_type]}, message)
    return {
        "label": label,
        "chain_id": str(domain["chainId"]),
        "bridge": domain["verifyingContract"],
        "primary_type": primary_type,
        "message": text(message),
        **({"operations": [{"type": name, **text(fields)} for name, fields in operations]} if operations else {}),
        "domain_separator": "0x" + signable.header.hex(),
        "digest": "0x" + keccak(b"\x19\x01" + signable.header + signable.body).hex(),
        "private_key": key,
        "signer": Account.from_key(key).address,
        "signature": "0x" + Account.sign_message(signable, key).signature.hex(),
    }


def text(message: dict[str, Any]) -> dict[str, str]:
    """Every value as a string: `true`, `false`, decimal or 0x-hex."""
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in message.items()}


def values(message: dict[str, str]) -> dict[str, Any]:
    """What `text` was made of."""
    return {name: value(content) for name, content in message.items()}


def value(content: str) -> Any:
    if content in ("true", "false"):
        return content == "true"
    return content if content.startswith("0x") else int(content)


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    print()
