"""Actions in human units: what the node is sent, and what is signed, say the same."""

from decimal import Decimal

import pytest

from plimsoll import structures
from plimsoll.actions import (
    AddKey,
    Amend,
    ArmDeadMan,
    Batch,
    Cancel,
    CancelAll,
    Place,
    RevokeKey,
    SetMarginMode,
    Transfer,
    Withdraw,
)
from plimsoll.markets import Market
from plimsoll.units import Asset, Units

ADDRESS = "0x" + 20 * "c2"
UNITS = Units(
    {"X-PERP": Market(2, "X-PERP", Decimal("0.5"), Decimal("0.01"))},
    {"USDC": Asset(0, "USDC", 6), "WETH": Asset(1, "WETH", 3)},
)
STOP = Place(
    *("X-PERP", "sell", "100.5", "0.25", "fok", 6, True, 1_000, "reduceBoth", True),
    trigger_price="101",
    trigger="takeProfit",
    band="0.02",
)
PLACED = {"type": "place", "market": "X-PERP", "side": "buy", "price": "100", "size": "1"}

CASES = [
    (
        Place("X-PERP", "buy", "100", "1"),
        PLACED | {"timeInForce": "gtc", "clientId": "0"},
        structures.place_order(2, "buy", "gtc", 100, 200),
    ),
    (
        STOP,
        {
            **{"type": "place", "market": "X-PERP", "side": "sell", "price": "100.5", "size": "0.25"},
            **{"timeInForce": "fok", "clientId": "6", "reduceOnly": True, "orderExpiryMs": 1_000},
            **{"selfTrade": "reduceBoth", "preventsByOwner": True},
            **{"triggerPrice": "101", "trigger": "takeProfit", "band": "0.02"},
        },
        structures.place_order(
            *(2, "sell", "fok", 25, 201, 6),
            reduce_only=True,
            order_expiry_ms=1_000,
            self_trade="reduceBoth",
            prevents_by_owner=True,
            trigger_tick=202,
            trigger="takeProfit",
            band=20_000,
        ),
    ),
    (
        Cancel("X-PERP", 2**40),
        {"type": "cancel", "market": "X-PERP", "orderId": str(2**40)},
        structures.cancel_order(2, 2**40),
    ),
    (
        Cancel("X-PERP", client_id=7),
        {"type": "cancel", "market": "X-PERP", "clientId": "7"},
        structures.cancel_order(2, client_id=7),
    ),
    (
        Amend("X-PERP", "99.5", "0.5", order_id=9),
        {"type": "amend", "market": "X-PERP", "orderId": "9", "size": "0.5", "price": "99.5"},
        structures.amend_order(2, 50, 199, 9),
    ),
    (CancelAll(), {"type": "cancelAll"}, structures.cancel_all()),
    (CancelAll("X-PERP"), {"type": "cancelAll", "market": "X-PERP"}, structures.cancel_all(2)),
    (
        Batch([Place("X-PERP", "buy", "100", "1"), Cancel("X-PERP", 3)], "atomic"),
        {
            "type": "batch",
            "mode": "atomic",
            "operations": [
                PLACED | {"timeInForce": "gtc", "clientId": "0"},
                {"type": "cancel", "market": "X-PERP", "orderId": "3"},
            ],
        },
        structures.batch(
            "atomic", [structures.place_order(2, "buy", "gtc", 100, 200), structures.cancel_order(2, 3)]
        ),
    ),
    (ArmDeadMan(5), {"type": "armDeadMan", "deadlineMs": 5}, structures.arm_dead_man(5)),
    (
        Transfer(5, ADDRESS, "1.5", 2, "WETH"),
        {
            **{"type": "transfer", "toOwner": 5, "toAddress": ADDRESS, "toSubAccount": 2},
            **{"asset": "WETH", "amount": "1.5"},
        },
        structures.transfer(5, ADDRESS, 2, 1, 1_500),
    ),
    (Withdraw("0.000001"), {"type": "withdraw", "asset": "USDC", "amount": "0.000001"}, structures.withdraw(0, 1)),
    (
        SetMarginMode("X-PERP", True, "-2.5"),
        {"type": "setMarginMode", "market": "X-PERP", "isolated": True, "cash": "-2.5"},
        structures.set_margin_mode(2, True, -2_500_000),
    ),
    (
        AddKey(1, ADDRESS, ["X-PERP"], ["place", "batch"], 7, "10"),
        {
            **{"type": "addKey", "slot": 1, "address": ADDRESS, "expiryMs": 7},
            **{"markets": ["X-PERP"], "actions": ["place", "batch"], "notionalCap": "10"},
        },
        structures.add_key(1, ADDRESS, 7, [2], ["place", "batch"], 10_000_000),
    ),
    (RevokeKey(8), {"type": "revokeKey", "slot": 8}, structures.revoke_key(8)),
]


@pytest.mark.parametrize("action, request_, structure", CASES, ids=lambda value: type(value).__name__)
def test_an_action_is_sent_in_human_units_and_signed_in_whole_ones(action, request_, structure):
    assert action.request() == request_
    assert action.structure(UNITS) == structure


def test_every_kind_of_action_is_tried():
    assert {request["type"] for _, request, _ in CASES} == set(structures.SELECTORS)


@pytest.mark.parametrize("subject", [{}, {"order_id": 1, "client_id": 2}])
def test_an_order_is_named_in_one_way(subject):
    with pytest.raises(ValueError, match="either an order's number or a client id"):
        Cancel("X-PERP", **subject).request()


@pytest.mark.parametrize(
    "action, message",
    [
        (Place("X-PERP", "buy", "100.25", "1"), "price 100.25 is not a multiple of the tick 0.5"),
        (Withdraw("1.0001", "WETH"), "amount of WETH 1.0001 has more than 3 decimals"),
        (SetMarginMode("X-PERP", True, "0.0000001"), "amount of USDC 0.0000001 has more than 6 decimals"),
    ],
)
def test_what_lies_between_two_units_is_refused(action, message):
    with pytest.raises(ValueError, match=message):
        action.structure(UNITS)
