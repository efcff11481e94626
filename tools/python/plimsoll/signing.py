"""What a trader signs: EIP-712 typed data, as `genesis/eip712.json` publishes it.

A domain binds the signature to one chain and to the bridge that holds its money. `plimsoll.structures` has what stands
for each action.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

_PUBLISHED = json.loads((Path(__file__).parents[3] / "genesis/eip712.json").read_text())
TYPES: dict[str, list[dict[str, str]]] = _PUBLISHED["types"]


def domain(chain_id: int, bridge: str) -> dict[str, Any]:
    return {**_PUBLISHED["domain"], "chainId": chain_id, "verifyingContract": bridge}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who asks, and for how long. A nonce is used once; `expiryMs` is the last block time, 0 for none."""

    owner: int
    subAccount: int = 0
    keySlot: int = 0
    keyGeneration: int = 0
    nonce: int
    expiryMs: int = 0


@dataclass(frozen=True)
class TypedData:
    """One structure of `TYPES` with its values."""

    primary_type: str
    message: dict[str, Any]

    def digest(self, domain: dict[str, Any]) -> str:
        """`keccak256(0x19 ‖ 0x01 ‖ domainSeparator ‖ hashStruct(message))`, as 0x-hex."""
        signable = self._signable(domain)
        return "0x" + keccak(b"\x19" + signable.version + signable.header + signable.body).hex()

    def sign(self, key: str, domain: dict[str, Any]) -> str:
        """r ‖ s ‖ v, v 27 or 28, as 0x-hex."""
        return "0x" + Account.sign_message(self._signable(domain), key).signature.hex()

    def signer(self, signature: str, domain: dict[str, Any]) -> str:
        """The address whose key made `signature` over this."""
        return Account.recover_message(self._signable(domain), signature=signature)

    def _signable(self, domain: dict[str, Any]):
        return encode_typed_data(domain, {self.primary_type: TYPES[self.primary_type]}, self.message)


def price_report(
    feed: int, price: int, confidence: int, exponent: int, publish_time_ms: int, sequence: int
) -> TypedData:
    """A publisher's word: `price × 10^exponent` USDC for one unit of the feed's base asset."""
    worth = {"feed": feed, "price": price, "confidence": confidence, "exponent": exponent}
    return TypedData("PriceReport", {**worth, "publishTimeMs": publish_time_ms, "sequence": sequence})


def soft_receipt(
    transaction: str, block: int, block_hash: str, index: int, status: int, void_unless_on_l1_by: int
) -> TypedData:
    """The sequencer's word on a transaction's place and outcome, until its block is on the L1. Hashes are 0x-hex."""
    place = {"transaction": transaction, "block": block, "blockHash": block_hash, "index": index}
    return TypedData("SoftReceipt", {**place, "status": status, "voidUnlessOnL1By": void_unless_on_l1_by})
