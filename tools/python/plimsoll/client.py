"""Calls a devnet: JSON-RPC over HTTP, and the orders that a trader signs."""

import json
import time
import urllib.request
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from eth_account import Account

from plimsoll import signing
from plimsoll.signing import Envelope

REJECTED = -32003


class RPCError(Exception):
    """The node did not do what it was asked. `data` has the reason and its facts, if it refused a transaction."""

    def __init__(self, error: dict[str, Any]):
        self.code: int = error["code"]
        self.data: dict[str, Any] = error.get("data") or {}
        super().__init__(f"{error['message']} ({self.code}) {json.dumps(self.data) if self.data else ''}".strip())

    @property
    def reason(self) -> str | None:
        return self.data.get("reason")


class Market(NamedTuple):
    """`tick` and `lot` in human units: USDC for one unit of the base asset, and units of the base asset."""

    id: int
    symbol: str
    tick: Decimal
    lot: Decimal

    def ticks(self, price: str) -> int:
        return _multiple(price, self.tick, "price", "tick")

    def lots(self, size: str) -> int:
        return _multiple(size, self.lot, "size", "lot")


class Client:
    """One node. Raises `RPCError` for what the node refuses, and `OSError` where no node answers."""

    def __init__(self, url: str = "http://127.0.0.1:9545", timeout_seconds: float = 10):
        self.url = url.rstrip("/")
        self.timeout_seconds = timeout_seconds
        self._ids = count(1)
        config = self.call("perp_config")
        self.domain = signing.domain(config["chainId"], config["bridge"])
        self.markets = {
            market["symbol"]: Market(market["id"], market["symbol"], Decimal(market["tick"]), Decimal(market["lot"]))
            for market in config["markets"]
        }

    def call(self, method: str, *parameters: Any, path: str = "/") -> Any:
        """The result of a method on the L2, or on the L1 with `path="/l1"`."""
        body = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": parameters}
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=self.timeout_seconds) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RPCError(answer["error"])
        return answer["result"]

    def deposit(self, address: str, amount: str) -> int:
        """Sends `amount` USDC through the bridge, waits until a block has it, and gives the owner's number."""
        deposit = self.call("dev_deposit", address, amount, path="/l1")
        end = time.monotonic() + self.timeout_seconds
        while (self.block() or {"inboxRead": 0})["inboxRead"] <= deposit["message"]:
            if time.monotonic() > end:
                raise TimeoutError(f"no block took the deposit of {address} within {self.timeout_seconds} s")
            time.sleep(0.02)
        return deposit["owner"]

    def owner(self, address: str) -> dict[str, Any]:
        return self.call("perp_owner", address)

    def account(self, address_or_owner: str | int) -> dict[str, Any]:
        return self.call("perp_account", address_or_owner)

    def book(self, symbol: str, depth: int = 10) -> dict[str, Any]:
        return self.call("perp_book", symbol, depth)

    def heads(self) -> dict[str, Any]:
        return self.call("rollup_heads")

    def block(self, number: int | str = "latest") -> dict[str, Any] | None:
        """None before the first block, and for one that is not there yet."""
        return self.call("perp_block", number)

    def place(
        self, key: str, symbol: str, side: str, price: str, size: str, time_in_force: str = "gtc", client_id: int = 0
    ) -> dict[str, Any]:
        """Signs and submits a limit order with the owner's next nonce, and gives its receipt."""
        market = self.markets[symbol]
        envelope = self.envelope(key)
        lots, ticks = market.lots(size), market.ticks(price)
        order = signing.place_order(envelope, market.id, side, time_in_force, lots, ticks, client_id)
        return self.submit(
            envelope,
            {
                "type": "place",
                "market": symbol,
                "side": side,
                "price": price,
                "size": size,
                "timeInForce": time_in_force,
                "clientId": str(client_id),
            },
            order.sign(key, self.domain),
        )

    def cancel(self, key: str, symbol: str, order_id: int) -> dict[str, Any]:
        envelope = self.envelope(key)
        cancel = signing.cancel_order(envelope, self.markets[symbol].id, order_id)
        action = {"type": "cancel", "market": symbol, "orderId": str(order_id)}
        return self.submit(envelope, action, cancel.sign(key, self.domain))

    def envelope(self, key: str, **others: int) -> Envelope:
        """For the next transaction of the owner with this key."""
        owner = self.owner(Account.from_key(key).address)
        return Envelope(owner=owner["owner"], nonce=owner["nextNonce"], **others)

    def submit(
        self, envelope: Envelope, action: dict[str, Any], signature: str, wait: bool = True, **others: Any
    ) -> dict[str, Any]:
        """Submits a signed action; `others` go into the transaction as they are."""
        transaction = {
            "owner": envelope.owner,
            "subAccount": envelope.subAccount,
            "nonce": envelope.nonce,
            "expiryMs": envelope.expiryMs,
            "action": action,
            "signature": signature,
        }
        return self.call("perp_submit", transaction | others, {"wait": wait})


def _multiple(text: str, unit: Decimal, what: str, unit_name: str) -> int:
    quotient = Decimal(text) / unit
    if quotient != quotient.to_integral_value():
        raise ValueError(f"{what} {text} is not a multiple of the {unit_name} {unit}")
    return int(quotient)
