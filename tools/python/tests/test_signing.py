"""Typed data that Python signs is what the published file declares and what the shared vectors hold."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from eth_account import Account

import signing_vectors
from plimsoll import signing, structures
from plimsoll.markets import Market
from plimsoll.signing import Envelope, TypedData
from plimsoll.structures import Structure

VECTORS = Path(__file__).parents[3] / "Tests/Vectors/signing.json"
CASES = json.loads(VECTORS.read_text())["cases"]
DOMAIN = signing.domain(901, "0x" + 20 * "b1")
ENVELOPE = Envelope(owner=4, nonce=1)
ADDRESS = signing_vectors.ADDRESS
STRUCTURES = {
    "place": structures.place_order(0, "sell", "ioc", lots=100, tick=600_001, client_id=9),
    "cancel": structures.cancel_order(0, order_id=7),
    "amend": structures.amend_order(0, lots=1, tick=2, client_id=9),
    "cancelAll": structures.cancel_all(),
    "batch": structures.batch("atomic", [structures.cancel_order(0, order_id=7)]),
    "armDeadMan": structures.arm_dead_man(1_000),
    "transfer": structures.transfer(5, ADDRESS, 1, asset=0, amount=10),
    "withdraw": structures.withdraw(asset=1, amount=10),
    "setMarginMode": structures.set_margin_mode(0, True, cash=-5),
    "addKey": structures.add_key(8, ADDRESS, 0, [0, 2], ["place", "cancel"], 10**12),
    "revokeKey": structures.revoke_key(8),
}


def test_vectors_are_what_eth_account_makes_of_the_published_types():
    assert json.loads(VECTORS.read_text()) == signing_vectors.document()


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["label"])
def test_digests_and_signatures_are_those_of_the_vectors(row):
    domain = signing.domain(int(row["chain_id"]), row["bridge"])
    data = TypedData(row["primary_type"], signing_vectors.values(row["message"]))
    assert data.digest(domain) == row["digest"]
    assert data.sign(row["private_key"], domain) == row["signature"]
    assert data.signer(row["signature"], domain) == row["signer"] == Account.from_key(row["private_key"]).address


@pytest.mark.parametrize("row", [row for row in CASES if "operations" in row], ids=lambda row: row["label"])
def test_a_batch_signs_the_root_that_another_library_computes(row):
    def operation(shown):
        message = dict(shown)
        return Structure(message.pop("type"), signing_vectors.values(message))

    root = structures.operations_root([operation(shown) for shown in row["operations"]])
    assert "0x" + root.hex() == row["message"]["operations"]


def test_a_full_batch_has_the_root_that_another_library_computes():
    order = signing_vectors.ORDER
    shown = [("PlaceOrder", order | {"clientId": number}) for number in range(256)]
    root = structures.operations_root([Structure(*operation) for operation in shown])
    assert "0x" + root.hex() == signing_vectors.operations_root(shown)


def test_a_batch_holds_orders_alone_and_256_at_most():
    with pytest.raises(ValueError, match="257 operations are more than 256"):
        structures.batch("skip", [structures.cancel_order(0, 1)] * 257)
    with pytest.raises(ValueError, match="a batch cannot hold a Withdraw, only PlaceOrder, CancelOrder, AmendOrder"):
        structures.batch("skip", [structures.withdraw(0, 1)])


@pytest.mark.parametrize(
    "data",
    [
        *(structure.under(ENVELOPE) for structure in STRUCTURES.values()),
        signing.price_report(1, 6_000, 3, -8, 1_000, 77),
        signing.soft_receipt("0x" + 32 * "11", 7, "0x" + 32 * "22", 3, 0, 1_000),
    ],
    ids=lambda data: data.primary_type,
)
def test_messages_have_the_published_fields_in_order(data):
    assert list(data.message) == [field["name"] for field in signing.TYPES[data.primary_type]]


def test_every_published_action_can_be_made():
    published = set(signing.TYPES) - {"EIP712Domain", "PriceReport", "SoftReceipt"}
    assert {structure.primary_type for structure in STRUCTURES.values()} == published
    assert list(STRUCTURES) == list(structures.SELECTORS)


def test_envelope_leads_every_action():
    names = [field.name for field in fields(Envelope)]
    for structure in STRUCTURES.values():
        assert [field["name"] for field in signing.TYPES[structure.primary_type]][: len(names)] == names


def test_choices_have_their_numbers():
    order = structures.place_order(0, "sell", "postOnly", 1, 2, self_trade="reduceBoth", trigger="takeProfit").fields
    assert [order[name] for name in ("side", "timeInForce", "selfTrade", "trigger")] == [1, 3, 3, 1]
    order = structures.place_order(0, "buy", "gtc", 1, 2).fields
    assert [order[name] for name in ("side", "timeInForce", "selfTrade", "trigger")] == [0, 0, 0, 0]
    assert [structures.batch(mode, []).fields["mode"] for mode in ("skip", "atomic")] == [0, 1]


def test_the_scope_of_a_key_has_a_bit_for_each_market_and_action():
    key = STRUCTURES["addKey"].fields
    assert (key["markets"], key["actions"]) == (0b101, 0b110)
    assert structures.add_key(1, ADDRESS, 0, [0, 0], ["batch"]).fields["markets"] == 1


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
def test_every_field_and_the_domain_change_the_digest(structure):
    data = structure.under(ENVELOPE)
    digests = {data.digest(DOMAIN), data.digest(signing.domain(902, DOMAIN["verifyingContract"]))}
    digests.add(data.digest(signing.domain(901, "0x" + 20 * "b2")))
    for name, value in data.message.items():
        digests.add(TypedData(data.primary_type, data.message | {name: other(value)}).digest(DOMAIN))
    assert len(digests) == 3 + len(data.message)


def other(value):
    match value:
        case bool():
            return not value
        case bytes():
            return value[::-1]
        case str():
            return "0x" + 20 * "d3"
        case _:
            return value ^ 1


def test_prices_and_sizes_are_whole_ticks_and_lots():
    market = Market(0, "BTC-PERP", Decimal("0.1"), Decimal("0.0001"))
    assert market.ticks("60000.1") == 600_001
    assert market.lots("0.01") == 100
    with pytest.raises(ValueError, match="price 60000.12 is not a multiple of the tick 0.1"):
        market.ticks("60000.12")
    with pytest.raises(ValueError, match="size 0.00015 is not a multiple of the lot 0.0001"):
        market.lots("0.00015")
