"""Typed data that Python signs is what the published file declares and what the shared vectors hold."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from eth_account import Account

import signing_vectors
from plimsoll import signing
from plimsoll.markets import Market
from plimsoll.signing import Envelope, TypedData

VECTORS = Path(__file__).parents[3] / "Tests/Vectors/signing.json"
DOMAIN = signing.domain(901, "0x" + 20 * "b1")


def test_vectors_are_what_eth_account_makes_of_the_published_types():
    assert json.loads(VECTORS.read_text()) == signing_vectors.document()


@pytest.mark.parametrize("row", json.loads(VECTORS.read_text())["cases"], ids=lambda row: row["label"])
def test_digests_and_signatures_are_those_of_the_vectors(row):
    domain = signing.domain(int(row["chain_id"]), row["bridge"])
    data = TypedData(row["primary_type"], {name: int(value) for name, value in row["message"].items()})
    assert data.digest(domain) == row["digest"]
    assert data.sign(row["private_key"], domain) == row["signature"]
    assert data.signer(row["signature"], domain) == row["signer"] == Account.from_key(row["private_key"]).address


@pytest.mark.parametrize(
    "data",
    [
        signing.place_order(Envelope(owner=4, nonce=1), 0, "sell", "ioc", lots=100, tick=600_001, client_id=9),
        signing.cancel_order(Envelope(owner=4, nonce=1), 0, order_id=7),
        signing.price_report(1, 6_000, 3, -8, 1_000, 77),
        signing.soft_receipt("0x" + 32 * "11", 7, "0x" + 32 * "22", 3, 0, 1_000),
    ],
    ids=lambda data: data.primary_type,
)
def test_messages_have_the_published_fields_in_order(data):
    assert list(data.message) == [field["name"] for field in signing.TYPES[data.primary_type]]


def test_envelope_leads_every_action():
    names = [field.name for field in fields(Envelope)]
    for action in ("PlaceOrder", "CancelOrder"):
        assert [field["name"] for field in signing.TYPES[action]][: len(names)] == names


def test_sides_and_times_in_force_have_their_numbers():
    order = signing.place_order(Envelope(owner=4, nonce=1), 0, "sell", "ioc", lots=1, tick=2)
    assert (order.message["side"], order.message["timeInForce"]) == (1, 1)
    order = signing.place_order(Envelope(owner=4, nonce=1), 0, "buy", "gtc", lots=1, tick=2)
    assert (order.message["side"], order.message["timeInForce"]) == (0, 0)


def test_every_field_and_the_domain_change_the_digest():
    order = signing.place_order(Envelope(owner=4, nonce=1), 0, "buy", "gtc", lots=100, tick=600_001)
    digests = {order.digest(DOMAIN), order.digest(signing.domain(902, DOMAIN["verifyingContract"]))}
    digests.add(order.digest(signing.domain(901, "0x" + 20 * "b2")))
    for name in order.message:
        digests.add(TypedData("PlaceOrder", order.message | {name: order.message[name] + 1}).digest(DOMAIN))
    assert len(digests) == 3 + len(order.message)


def test_prices_and_sizes_are_whole_ticks_and_lots():
    market = Market(0, "BTC-PERP", Decimal("0.1"), Decimal("0.0001"))
    assert market.ticks("60000.1") == 600_001
    assert market.lots("0.01") == 100
    with pytest.raises(ValueError, match="price 60000.12 is not a multiple of the tick 0.1"):
        market.ticks("60000.12")
    with pytest.raises(ValueError, match="size 0.00015 is not a multiple of the lot 0.0001"):
        market.lots("0.00015")
