"""What is signed for each action: the values in ticks, lots and atoms, without the envelope around them.

A price, a size or an amount is a whole number here; `plimsoll.actions` makes them from human units.
"""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any, NamedTuple

from plimsoll.signing import Envelope, TypedData

SIDES = {"buy": 0, "sell": 1}
TIMES_IN_FORCE = {"gtc": 0, "ioc": 1, "fok": 2, "postOnly": 3}
SELF_TRADES = {"expireMaker": 0, "expireTaker": 1, "expireBoth": 2, "reduceBoth": 3}
TRIGGERS = {"stop": 0, "takeProfit": 1}
MODES = {"skip": 0, "atomic": 1}
ALL_MARKETS = 2**16 - 1
# By the name that people know them by: the selector, which is also the action's bit in a session key's scope.
SELECTORS = {
    **{"place": 1, "cancel": 2, "amend": 3, "cancelAll": 4, "batch": 5, "armDeadMan": 6, "transfer": 7},
    **{"withdraw": 8, "setMarginMode": 9, "addKey": 10, "revokeKey": 11},
}
OPERATION_LIMIT = 256


class Structure(NamedTuple):
    """A structure of `genesis/eip712.json`, and its fields behind the envelope's, in their order."""

    primary_type: str
    fields: dict[str, Any]

    def under(self, envelope: Envelope) -> TypedData:
        return TypedData(self.primary_type, {**asdict(envelope), **self.fields})


def place_order(
    market: int,
    side: str,
    time_in_force: str,
    lots: int,
    tick: int,
    client_id: int = 0,
    *,
    reduce_only: bool = False,
    order_expiry_ms: int = 0,
    self_trade: str = "expireMaker",
    prevents_by_owner: bool = False,
    trigger_tick: int = 0,
    trigger: str = "stop",
    band: int = 0,
) -> Structure:
    """`band` in parts per million. A `trigger_tick` makes it a stop or a take-profit."""
    choices = {"market": market, "side": SIDES[side], "timeInForce": TIMES_IN_FORCE[time_in_force]}
    order = {"lots": lots, "tick": tick, "clientId": client_id, "reduceOnly": reduce_only}
    order |= {"orderExpiryMs": order_expiry_ms, "selfTrade": SELF_TRADES[self_trade]}
    release = {"triggerTick": trigger_tick, "trigger": TRIGGERS[trigger], "band": band}
    return Structure("PlaceOrder", {**choices, **order, "preventsByOwner": prevents_by_owner, **release})


def cancel_order(market: int, order_id: int = 0, client_id: int = 0) -> Structure:
    """Without an order's number, the newest one of that client id."""
    return Structure("CancelOrder", {"market": market, "orderId": order_id, "clientId": client_id})


def amend_order(market: int, lots: int, tick: int, order_id: int = 0, client_id: int = 0) -> Structure:
    """`lots` are what shall remain of it."""
    order = {"market": market, "orderId": order_id, "clientId": client_id}
    return Structure("AmendOrder", {**order, "lots": lots, "tick": tick})


def cancel_all(market: int = ALL_MARKETS) -> Structure:
    return Structure("CancelAll", {"market": market})


def batch(mode: str, operations: Sequence[Structure]) -> Structure:
    """Orders placed, cancelled and amended under one signature."""
    return Structure("Batch", {"mode": MODES[mode], "operations": operations_root(operations)})


def arm_dead_man(deadline_ms: int) -> Structure:
    """A deadline of 0 disarms."""
    return Structure("ArmDeadMan", {"deadlineMs": deadline_ms})


def transfer(to_owner: int, to_address: str, to_sub_account: int, asset: int, amount: int) -> Structure:
    recipient = {"toOwner": to_owner, "toAddress": to_address, "toSubAccount": to_sub_account}
    return Structure("Transfer", {**recipient, "asset": asset, "amount": amount})


def withdraw(asset: int, amount: int) -> Structure:
    return Structure("Withdraw", {"asset": asset, "amount": amount})


def set_margin_mode(market: int, isolated: bool, cash: int = 0) -> Structure:
    """`cash` in atoms goes from the cross bucket to the isolated account; if negative, back."""
    return Structure("SetMarginMode", {"market": market, "isolated": isolated, "cash": cash})


def add_key(
    slot: int, key: str, expiry_ms: int, markets: Sequence[int], actions: Sequence[str], notional_cap: int = 0
) -> Structure:
    """`markets` by number, `actions` by name; `notional_cap` in atoms, 0 for none."""
    scope = {
        "markets": sum(1 << market for market in set(markets)),
        "actions": sum(1 << SELECTORS[action] for action in set(actions)),
    }
    return Structure("AddKey", {"slot": slot, "key": key, "keyExpiryMs": expiry_ms, **scope, "notionalCap": notional_cap})


def revoke_key(slot: int) -> Structure:
    return Structure("RevokeKey", {"slot": slot})


# What a batch may hold, by structure.
_OPERATIONS = {"PlaceOrder": 1, "CancelOrder": 2, "AmendOrder": 3}


def operations_root(operations: Sequence[Structure]) -> bytes:
    """SSZ's `hash_tree_root` of `List[Operation, 256]`, in which an operation is a union of three structures."""
    if len(operations) > OPERATION_LIMIT:
        raise ValueError(f"{len(operations)} operations are more than {OPERATION_LIMIT}")
    roots = [_operation_root(operation) for operation in operations]
    return _pair(_merge(roots, OPERATION_LIMIT), _chunk(len(roots)))


def _operation_root(operation: Structure) -> bytes:
    if operation.primary_type not in _OPERATIONS:
        raise ValueError(f"a batch cannot hold a {operation.primary_type}, only {', '.join(_OPERATIONS)}")
    chunks = [_chunk(int(value)) for value in operation.fields.values()]
    return _pair(_merge(chunks, len(chunks)), _chunk(_OPERATIONS[operation.primary_type]))


def _merge(chunks: list[bytes], limit: int) -> bytes:
    """The root over as many leaves as `limit`, rounded up to a power of two; those without a chunk are zero."""
    level = chunks + [bytes(32)] * ((1 << (limit - 1).bit_length()) - len(chunks))
    while len(level) > 1:
        level = [_pair(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def _pair(left: bytes, right: bytes) -> bytes:
    return sha256(left + right).digest()


def _chunk(value: int) -> bytes:
    return value.to_bytes(32, "little")
