"""Calls a devnet: JSON-RPC over HTTP, and the orders that a trader signs."""

import json
import time
import urllib.request
from dataclasses import asdict
from http.client import HTTPException
from itertools import count
from typing import Any

from eth_account import Account
from eth_keys.exceptions import BadSignature

from plimsoll import rpc, signing
from plimsoll.actions import USDC, Action
from plimsoll.rpc import REJECTED, RPCError
from plimsoll.signing import Envelope, TypedData
from plimsoll.subscription import Subscription
from plimsoll.units import units

__all__ = ["REJECTED", "Client", "RPCError", "SoftReceiptError"]


class SoftReceiptError(Exception):
    """A receipt that its sequencer has not signed so."""


class Client:
    """One node. Raises `RPCError` for what the node refuses, and `OSError` where no node answers."""

    def __init__(self, url: str = "http://127.0.0.1:9545", timeout_seconds: float = 10):
        self.url = url.rstrip("/")
        self.timeout_seconds = timeout_seconds
        self._ids = count(1)
        config = self.call("perp_config")
        self.domain = signing.domain(config["chainId"], config["bridge"])
        self.units = units(config)
        self.markets = self.units.markets

    def call(self, method: str, *parameters: Any, path: str = "/") -> Any:
        """The result of a method on the L2, or on the L1 with `path="/l1"`."""
        body = rpc.request(next(self._ids), method, *parameters).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_seconds) as response:
                return rpc.result(json.load(response))
        except HTTPException as error:
            raise ConnectionError(f"{self.url} broke off its answer: {error!r}") from error

    def deposit(self, address: str, amount: str, asset: str = USDC) -> int:
        """Sends `amount` through the bridge, waits until a block has it, and gives the owner's number."""
        deposit = self.call("dev_deposit", address, amount, asset, path="/l1")
        end = time.monotonic() + self.timeout_seconds
        while (self.block() or {"inboxRead": 0})["inboxRead"] <= deposit["message"]:
            if time.monotonic() > end:
                raise TimeoutError(f"no block took the deposit of {address} within {self.timeout_seconds} s")
            time.sleep(0.02)
        return deposit["owner"]

    def owner(self, address: str) -> dict[str, Any]:
        return self.call("perp_owner", address)

    def account(self, address_or_owner: str | int, sub_account: int = 0) -> dict[str, Any]:
        return self.call("perp_account", address_or_owner, {"subAccount": sub_account})

    def book(self, symbol: str, depth: int = 10) -> dict[str, Any]:
        return self.call("perp_book", symbol, depth)

    def heads(self) -> dict[str, Any]:
        return self.call("rollup_heads")

    def block(self, number: int | str = "latest") -> dict[str, Any] | None:
        """None before the first block, and for one that is not there yet."""
        return self.call("perp_block", number)

    def subscribe(
        self, channel: str, market: str | None = None, owner: int | None = None, after: int | None = None
    ) -> Subscription:
        """Follows blocks, orders, fills, prices or liquidations, of one market or one owner if told so.

        Begins after the last block, or after block `after`.
        """
        options = {"market": market, "owner": owner, "from": after}
        given = {name: value for name, value in options.items() if value is not None}
        return Subscription(self.url, channel, given, self.timeout_seconds)

    def submit(
        self, key: str, action: Action, wait: bool = True, on_behalf_of: str | None = None, **envelope: int
    ) -> dict[str, Any]:
        """Signs an action with the key's next nonce and submits it; gives its receipt, once that is durable.

        A session key signs on behalf of its owner, given by address. `envelope` sets other fields than these, such as
        `expiryMs` or `subAccount`. Without `wait` the answer comes before the block.
        """
        filled = self.envelope(key, on_behalf_of, **envelope)
        return self.submit_signed(filled, action.request(), self.sign(key, filled, action), wait)

    def envelope(self, key: str, on_behalf_of: str | None = None, **others: int) -> Envelope:
        """For the next transaction that this key signs, for itself or on behalf of an owner that has added it."""
        signer = Account.from_key(key).address
        owner = self.owner(on_behalf_of or signer)
        if on_behalf_of is None:
            return Envelope(**{"owner": owner["owner"], "nonce": owner["nextNonce"]} | others)
        slot = next((slot for slot in owner["keys"] if slot["address"] == signer), None)
        if slot is None:
            raise ValueError(f"{signer} is no session key of {on_behalf_of}")
        place = {"keySlot": slot["slot"], "keyGeneration": slot["generation"], "nonce": slot["nextNonce"]}
        return Envelope(**{"owner": owner["owner"]} | place | others)

    def sign(self, key: str, envelope: Envelope, action: Action) -> str:
        return action.structure(self.units).under(envelope).sign(key, self.domain)

    def submit_signed(
        self, envelope: Envelope, action: dict[str, Any], signature: str, wait: bool = True, **others: Any
    ) -> dict[str, Any]:
        """Submits what is signed already; `others` go into the transaction as they are."""
        transaction = {**asdict(envelope), "action": action, "signature": signature}
        return self.call("perp_submit", transaction | others, {"wait": wait})

    def verify_soft_receipt(self, receipt: dict[str, Any], sequencer: str) -> None:
        """Checks that the sequencer with this address has signed what `receipt` says of a transaction.

        Raises `SoftReceiptError` if not. That is its promise, void unless the block is on the L1 in time.
        """
        try:
            signer = _promise(receipt).signer(receipt["soft"]["signature"], self.domain)
        except (BadSignature, LookupError, ValueError) as error:
            raise SoftReceiptError(f"this is no signed receipt: {error!r}") from error
        if signer.lower() != sequencer.lower():
            raise SoftReceiptError(f"{signer} has signed this, or something else, and not the sequencer {sequencer}")


def _promise(receipt: dict[str, Any]) -> TypedData:
    status = 0 if receipt["status"] == "accepted" else receipt["code"]
    soft = receipt["soft"]
    return signing.soft_receipt(
        receipt["hash"], receipt["block"], soft["blockHash"], receipt["index"], status, soft["voidUnlessOnL1By"]
    )
