"""Transactions and reports with what eth_account makes of them, for other implementations to hold themselves against.

    .venv/bin/python tools/python/tests/signing_vectors.py >Tests/Vectors/signing.json
"""

import json
import sys
from pathlib import Path

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

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
ORDER = {"market": 0, "side": 0, "timeInForce": 0, "lots": 100, "tick": 600_001, "clientId": 0}
REPORT = {
    "feed": 1,
    "price": 6_000_010_000_000,
    "confidence": 1_500_000_000,
    "exponent": -8,
    "publishTimeMs": 1_700_000_000_123,
    "sequence": 77,
}


def cases():
    yield "a limit buy", DOMAIN, "PlaceOrder", ENVELOPE | ORDER
    sell = {"side": 1, "timeInForce": 1, "clientId": 2**64 + 7, "nonce": 2, "expiryMs": 1_700_000_000_000}
    yield "an immediate-or-cancel sell that expires", DOMAIN, "PlaceOrder", ENVELOPE | ORDER | sell
    yield "every field of an order at its highest", DOMAIN, "PlaceOrder", highest("PlaceOrder")
    yield "an order on another chain", OTHER_CHAIN, "PlaceOrder", ENVELOPE | ORDER
    yield "an order under another bridge", OTHER_BRIDGE, "PlaceOrder", ENVELOPE | ORDER
    yield "a cancellation", DOMAIN, "CancelOrder", ENVELOPE | {"market": 1, "orderId": (5 << 24) | 3}
    yield "every field of a cancellation at its highest", DOMAIN, "CancelOrder", highest("CancelOrder")
    yield "a price report", DOMAIN, "PriceReport", REPORT
    yield "a price report with the lowest exponent", DOMAIN, "PriceReport", REPORT | {"exponent": -128}
    yield "every field of a price report at its highest", DOMAIN, "PriceReport", highest("PriceReport")


def highest(primary_type: str) -> dict[str, int]:
    """Enumerations have 1 for their highest value, so that every case is a transaction that decodes."""
    message = {}
    for field in PUBLISHED["types"][primary_type]:
        width = int(field["type"].lstrip("uint"))
        message[field["name"]] = (1 << (width if field["type"].startswith("u") else width - 1)) - 1
    return message | {name: 1 for name in ("side", "timeInForce") if name in message}


def document() -> dict:
    return {
        "note": "Digests and signatures by eth-account 0.14.0. Numbers are decimal strings.",
        "cases": [case(number, *row) for number, row in enumerate(cases())],
    }


def case(number: int, label: str, domain: dict, primary_type: str, message: dict[str, int]) -> dict:
    key = KEYS[number % len(KEYS)]
    signable = encode_typed_data(domain, {primary_type: PUBLISHED["types"][primary_type]}, message)
    return {
        "label": label,
        "chain_id": str(domain["chainId"]),
        "bridge": domain["verifyingContract"],
        "primary_type": primary_type,
        "message": {name: str(value) for name, value in message.items()},
        "domain_separator": "0x" + signable.header.hex(),
        "digest": "0x" + keccak(b"\x19\x01" + signable.header + signable.body).hex(),
        "private_key": key,
        "signer": Account.from_key(key).address,
        "signature": "0x" + Account.sign_message(signable, key).signature.hex(),
    }


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    print()
