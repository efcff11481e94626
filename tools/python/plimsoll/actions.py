"""What a trader may ask for, each kind one class: as the node is sent it, and as it is signed.

Prices, sizes and amounts are decimal strings in human units. Where one lies between two ticks, lots or atoms, making what
is signed raises `ValueError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from plimsoll import structures
from plimsoll.structures import Structure
from plimsoll.units import Units, atoms, parts_per_million

USDC = "USDC"


class Action(Protocol):
    def request(self) -> dict[str, Any]:
        """In human units: what `perp_submit` takes."""

    def structure(self, units: Units) -> Structure:
        """In ticks, lots and atoms: what wallets sign."""


@dataclass(frozen=True)
class Place:
    """A limit order; `size` in units of the base asset.

    With a `trigger_price` it waits for the mark to get there: a `stop` or a `takeProfit`, which may then trade no farther
    from the mark than `band`, a share.
    """

    market: str
    side: str
    price: str
    size: str
    time_in_force: str = "gtc"
    client_id: int = 0
    reduce_only: bool = False
    expiry_ms: int = 0
    self_trade: str = "expireMaker"
    prevents_by_owner: bool = False
    trigger_price: str | None = None
    trigger: str = "stop"
    band: str = "0"

    def request(self) -> dict[str, Any]:
        order = {"market": self.market, "side": self.side, "price": self.price, "size": self.size}
        terms = {"timeInForce": self.time_in_force, "clientId": str(self.client_id)}
        unusual = {
            "reduceOnly": self.reduce_only,
            "orderExpiryMs": self.expiry_ms,
            "selfTrade": self.self_trade if self.self_trade != "expireMaker" else None,
            "preventsByOwner": self.prevents_by_owner,
        }
        if self.trigger_price is not None:
            unusual |= {"triggerPrice": self.trigger_price, "trigger": self.trigger, "band": self.band}
        return {"type": "place", **order, **terms, **{name: value for name, value in unusual.items() if value}}

    def structure(self, units: Units) -> Structure:
        market = units.markets[self.market]
        lots, ticks = market.lots(self.size), market.ticks(self.price)
        is_stop = self.trigger_price is not None
        return structures.place_order(
            *(market.id, self.side, self.time_in_force, lots, ticks, self.client_id),
            reduce_only=self.reduce_only,
            order_expiry_ms=self.expiry_ms,
            self_trade=self.self_trade,
            prevents_by_owner=self.prevents_by_owner,
            trigger_tick=market.ticks(self.trigger_price) if is_stop else 0,
            trigger=self.trigger if is_stop else "stop",
            band=parts_per_million(self.band) if is_stop else 0,
        )


@dataclass(frozen=True)
class Cancel:
    """By the order's number, or by the client's."""

    market: str
    order_id: int = 0
    client_id: int = 0

    def request(self) -> dict[str, Any]:
        return {"type": "cancel", "market": self.market, **_subject(self.order_id, self.client_id)}

    def structure(self, units: Units) -> Structure:
        return structures.cancel_order(units.markets[self.market].id, self.order_id, self.client_id)


@dataclass(frozen=True)
class Amend:
    """`size` is what shall remain of the order."""

    market: str
    price: str
    size: str
    order_id: int = 0
    client_id: int = 0

    def request(self) -> dict[str, Any]:
        subject = _subject(self.order_id, self.client_id)
        return {"type": "amend", "market": self.market, **subject, "size": self.size, "price": self.price}

    def structure(self, units: Units) -> Structure:
        market = units.markets[self.market]
        lots, ticks = market.lots(self.size), market.ticks(self.price)
        return structures.amend_order(market.id, lots, ticks, self.order_id, self.client_id)


@dataclass(frozen=True)
class CancelAll:
    """In one market, or in all."""

    market: str | None = None

    def request(self) -> dict[str, Any]:
        return {"type": "cancelAll"} | ({} if self.market is None else {"market": self.market})

    def structure(self, units: Units) -> Structure:
        return structures.cancel_all(*([] if self.market is None else [units.markets[self.market].id]))


@dataclass(frozen=True)
class Batch:
    """Orders placed, cancelled and amended under one signature; with `atomic`, all of them or none."""

    operations: Sequence[Place | Cancel | Amend]
    mode: str = "skip"

    def request(self) -> dict[str, Any]:
        operations = [operation.request() for operation in self.operations]
        return {"type": "batch", "mode": self.mode, "operations": operations}

    def structure(self, units: Units) -> Structure:
        return structures.batch(self.mode, [operation.structure(units) for operation in self.operations])


@dataclass(frozen=True)
class ArmDeadMan:
    """All orders go at this block time, unless it is armed anew before; 0 disarms."""

    deadline_ms: int

    def request(self) -> dict[str, Any]:
        return {"type": "armDeadMan", "deadlineMs": self.deadline_ms}

    def structure(self, units: Units) -> Structure:
        return structures.arm_dead_man(self.deadline_ms)


@dataclass(frozen=True)
class Transfer:
    """To another owner, or to a sub-account of one's own; the first to the next of these opens it."""

    to_owner: int
    to_address: str
    amount: str
    to_sub_account: int = 0
    asset: str = USDC

    def request(self) -> dict[str, Any]:
        recipient = {"toOwner": self.to_owner, "toAddress": self.to_address, "toSubAccount": self.to_sub_account}
        return {"type": "transfer", **recipient, "asset": self.asset, "amount": self.amount}

    def structure(self, units: Units) -> Structure:
        asset = units.assets[self.asset]
        recipient = (self.to_owner, self.to_address, self.to_sub_account)
        return structures.transfer(*recipient, asset.id, asset.count(self.amount))


@dataclass(frozen=True)
class Withdraw:
    amount: str
    asset: str = USDC

    def request(self) -> dict[str, Any]:
        return {"type": "withdraw", "asset": self.asset, "amount": self.amount}

    def structure(self, units: Units) -> Structure:
        asset = units.assets[self.asset]
        return structures.withdraw(asset.id, asset.count(self.amount))


@dataclass(frozen=True)
class SetMarginMode:
    """Gives a market money of its own, or takes it back into the cross bucket. Negative `cash` moves back."""

    market: str
    isolated: bool
    cash: str = "0"

    def request(self) -> dict[str, Any]:
        return {"type": "setMarginMode", "market": self.market, "isolated": self.isolated, "cash": self.cash}

    def structure(self, units: Units) -> Structure:
        return structures.set_margin_mode(units.markets[self.market].id, self.isolated, atoms(self.cash))


@dataclass(frozen=True)
class AddKey:
    """Lets another key sign these actions, by name, in these markets. A cap of 0 is none."""

    slot: int
    address: str
    markets: Sequence[str]
    actions: Sequence[str]
    expiry_ms: int = 0
    notional_cap: str = "0"

    def request(self) -> dict[str, Any]:
        scope = {"markets": list(self.markets), "actions": list(self.actions), "notionalCap": self.notional_cap}
        return {"type": "addKey", "slot": self.slot, "address": self.address, "expiryMs": self.expiry_ms, **scope}

    def structure(self, units: Units) -> Structure:
        markets = [units.markets[market].id for market in self.markets]
        key = (self.slot, self.address, self.expiry_ms)
        return structures.add_key(*key, markets, self.actions, atoms(self.notional_cap))


@dataclass(frozen=True)
class RevokeKey:
    slot: int

    def request(self) -> dict[str, Any]:
        return {"type": "revokeKey", "slot": self.slot}

    def structure(self, units: Units) -> Structure:
        return structures.revoke_key(self.slot)


def _subject(order_id: int, client_id: int) -> dict[str, str]:
    """Which order is meant. The node wants one of both, and no more."""
    if bool(order_id) == bool(client_id):
        raise ValueError("either an order's number or a client id must say which order")
    return {"orderId": str(order_id)} if order_id else {"clientId": str(client_id)}
