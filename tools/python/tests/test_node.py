"""A devnet as a trader in Python meets it: every refusal by its name and facts, and its roots recomputed."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from eth_account import Account
from eth_keys.constants import SECPK1_N

from devnet import PROGRAM, REPOSITORY, Devnet, needs_devnet
from plimsoll import signing, structures
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
from plimsoll.client import REJECTED, Client, RPCError
from plimsoll.signing import Envelope

SYMBOL = "BTC-PERP"
ORDER = {"type": "place", "market": SYMBOL, "side": "buy", "timeInForce": "gtc", "clientId": "0"}


pytestmark = needs_devnet


def plain(number: Decimal) -> str:
    """Without zeroes at the end, as the node writes numbers."""
    return f"{number.normalize():f}"


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    node = Devnet(tmp_path_factory.mktemp("devnet"))
    yield node
    node.stop()


@pytest.fixture(scope="module")
def client(node) -> Client:
    return Client(node.url)


class Trader:
    """Somebody new with 1,000 USDC."""

    def __init__(self, client: Client):
        self.client = client
        self.account = Account.create()
        self.key, self.address = "0x" + self.account.key.hex(), self.account.address
        self.owner = client.deposit(self.address, "1000")
        market = client.markets[SYMBOL]
        mark = next(market["mark"] for market in client.call("perp_markets") if market["symbol"] == SYMBOL)
        self.tick = int(float(mark) * 0.9 / float(market.tick))
        self.price, self.size = plain(self.tick * market.tick), plain(10 * market.lot)

    def envelope(self, **others) -> Envelope:
        return Envelope(owner=self.owner, nonce=self.next_nonce(), **others)

    def next_nonce(self) -> int:
        return self.client.owner(self.address)["nextNonce"]

    def order(self, envelope: Envelope, lots: int = 10) -> signing.TypedData:
        """What `action(size of lots)` says, to be signed."""
        return structures.place_order(self.client.markets[SYMBOL].id, "buy", "gtc", lots, self.tick).under(envelope)

    def action(self, **others) -> dict:
        return ORDER | {"price": self.price, "size": self.size} | others


@pytest.fixture(scope="module")
def trader(client) -> Trader:
    return Trader(client)


def refused(client: Client, envelope: Envelope, action: dict, signature: str, **others) -> dict:
    """The facts of the refusal that this transaction must meet."""
    with pytest.raises(RPCError) as refusal:
        client.submit_signed(envelope, action, signature, **others)
    assert refusal.value.code == REJECTED, refusal.value
    return refusal.value.data


NO_SIGNATURE = "0x" + 64 * "11" + "1b"


def test_the_ready_file_names_the_node_and_its_accounts(node, client):
    facts = node.facts
    assert facts["l1Url"] == facts["url"] + "/l1"
    assert facts["url"].endswith(f":{facts['port']}")
    assert (facts["chainId"], facts["bridge"]) == (901, client.domain["verifyingContract"])
    assert [account["name"] for account in facts["accounts"]][:2] == ["alice", "bob"]
    for account in facts["accounts"]:
        assert client.owner(account["address"])["owner"] == account["owner"]


def test_the_published_types_are_those_of_the_node(client):
    for name, declaration in client.call("perp_config")["eip712"].items():
        fields = ",".join(f"{field['type']} {field['name']}" for field in signing.TYPES[name])
        assert declaration == f"{name}({fields})"


def test_the_example_deposits_trades_and_reads_its_account(node):
    script = REPOSITORY / "tools/python/examples/trade.py"
    assert len(script.read_text().splitlines()) <= 30
    run = subprocess.run([sys.executable, script, node.url], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert [receipt["status"] for receipt in result["receipts"]] == ["accepted", "accepted"]
    assert [event["type"] for event in result["receipts"][0]["events"]] == ["orderRested"]
    assert result["receipts"][1]["events"][0]["type"] in ("filled", "remainderCancelled")
    (order,) = result["account"]["orders"]
    assert order["orderId"] == result["receipts"][0]["events"][0]["orderId"]
    assert result["account"]["nextNonce"] == 3


def test_a_deposit_arrives_to_the_atom(client):
    trader = Trader(client)
    assert client.account(trader.address)["cash"] == "1000"
    assert client.deposit(trader.address, "0.000001") == trader.owner
    assert client.account(trader.owner)["cash"] == "1000.000001"


def test_an_order_rests_and_can_be_cancelled(client):
    trader = Trader(client)
    receipt = client.submit(trader.key, Place(SYMBOL, "buy", trader.price, trader.size))
    (event,) = receipt["events"]
    assert (receipt["status"], event["type"], event["price"]) == ("accepted", "orderRested", trader.price)
    (order,) = client.account(trader.address)["orders"]
    assert order["orderId"] == event["orderId"]
    assert client.block(receipt["block"])["number"] == receipt["block"]
    receipt = client.submit(trader.key, Cancel(SYMBOL, int(order["orderId"])))
    assert [event["type"] for event in receipt["events"]] == ["orderCancelled"]
    assert client.account(trader.address)["orders"] == []


def test_a_wrong_chain_id_is_refused_with_both(client, trader):
    envelope = trader.envelope()
    signature = trader.order(envelope).sign(trader.key, client.domain | {"chainId": 902})
    facts = refused(client, envelope, trader.action(), signature, chainId=902)
    assert (facts["reason"], facts["expected"], facts["found"]) == ("WRONG_CHAIN", 901, 902)
    assert trader.next_nonce() == envelope.nonce


def test_a_signature_for_another_chain_is_refused(client, trader):
    envelope = trader.envelope()
    signature = trader.order(envelope).sign(trader.key, client.domain | {"chainId": 1})
    facts = refused(client, envelope, trader.action(), signature)
    assert (facts["reason"], facts["expected"], facts["found"]) == ("WRONG_CHAIN", 901, 1)
    assert trader.next_nonce() == envelope.nonce


def test_a_high_s_is_refused(client, trader):
    envelope = trader.envelope()
    order = trader.order(envelope)
    signature = bytes.fromhex(order.sign(trader.key, client.domain)[2:])
    high = SECPK1_N - int.from_bytes(signature[32:64])
    turned = signature[:32] + high.to_bytes(32, "big") + bytes([27 + 28 - signature[64]])
    facts = refused(client, envelope, trader.action(), "0x" + turned.hex())
    assert (facts["reason"], facts["s"]) == ("HIGH_S", "0x" + high.to_bytes(32, "big").hex())
    assert facts["digest"] == order.digest(client.domain)
    assert trader.next_nonce() == envelope.nonce


def test_a_foreign_signature_is_refused_with_digest_and_signer(client, trader):
    envelope, foreigner = trader.envelope(), Account.create()
    order = trader.order(envelope)
    facts = refused(client, envelope, trader.action(), order.sign("0x" + foreigner.key.hex(), client.domain))
    assert facts["reason"] == "WRONG_SIGNER"
    assert facts["digest"] == order.digest(client.domain)
    assert (facts["recovered"], facts["expected"]) == (foreigner.address, trader.address)
    assert trader.next_nonce() == envelope.nonce


def test_what_was_not_signed_is_refused_as_a_foreign_signature(client, trader):
    envelope = trader.envelope()
    signature = trader.order(envelope, lots=11).sign(trader.key, client.domain)
    facts = refused(client, envelope, trader.action(), signature)
    assert (facts["reason"], facts["expected"]) == ("WRONG_SIGNER", trader.address)
    assert facts["digest"] == trader.order(envelope, lots=10).digest(client.domain)


@pytest.mark.parametrize("signature", [NO_SIGNATURE[:-2], "0x" + 65 * "00", "0x" + 64 * "ff" + "1b"])
def test_what_is_no_signature_is_refused(client, trader, signature):
    facts = refused(client, trader.envelope(), trader.action(), signature)
    assert facts["reason"] == "MALFORMED_SIGNATURE"


def test_a_replayed_nonce_is_refused(client, trader):
    envelope = trader.envelope()
    signature = trader.order(envelope).sign(trader.key, client.domain)
    client.submit_signed(envelope, trader.action(), signature)
    other = trader.order(envelope, lots=11).sign(trader.key, client.domain)
    size = str(11 * client.markets[SYMBOL].lot)
    facts = refused(client, envelope, trader.action(size=size), other)
    assert (facts["reason"], facts["nonce"]) == ("NONCE_USED", envelope.nonce)
    assert facts["highestNonce"] >= envelope.nonce


def test_an_expired_transaction_is_refused(client, trader):
    envelope = trader.envelope(expiryMs=1)
    facts = refused(client, envelope, trader.action(), trader.order(envelope).sign(trader.key, client.domain))
    assert (facts["reason"], facts["expiryMs"]) == ("EXPIRED", 1)
    assert facts["blockTimestampMs"] > 1


def test_a_price_between_ticks_is_refused_with_its_neighbours(client, trader):
    tick = client.markets[SYMBOL].tick
    facts = refused(client, trader.envelope(), trader.action(price=str((trader.tick * 2 + 1) * tick / 2)), NO_SIGNATURE)
    assert (facts["reason"], facts["tick"]) == ("TICK", str(tick))
    assert (facts["nearestBelow"], facts["nearestAbove"]) == (trader.price, plain((trader.tick + 1) * tick))


def test_a_size_between_lots_is_refused_with_its_neighbours(client, trader):
    lot = client.markets[SYMBOL].lot
    facts = refused(client, trader.envelope(), trader.action(size=str(21 * lot / 2)), NO_SIGNATURE)
    assert (facts["reason"], facts["lot"]) == ("LOT", str(lot))
    assert (facts["nearestBelow"], facts["nearestAbove"]) == (plain(10 * lot), plain(11 * lot))


def test_too_little_margin_is_refused_with_what_is_required_and_available(client):
    trader, lots = Trader(client), 50_000
    envelope = trader.envelope()
    size = str(lots * client.markets[SYMBOL].lot)
    signature = trader.order(envelope, lots).sign(trader.key, client.domain)
    facts = refused(client, envelope, trader.action(size=size), signature)
    assert (facts["reason"], facts["available"]) == ("INSUFFICIENT_MARGIN", "1000")
    assert float(facts["required"]) > 1000
    assert trader.next_nonce() == envelope.nonce + ("block" in facts), "a block that carries it uses its nonce"
    assert client.account(trader.address)["orders"] == []


def kinds(receipt: dict) -> list[str]:
    assert receipt["status"] == "accepted"
    return [event["type"] for event in receipt["events"]]


def test_orders_wait_change_and_go_by_every_kind_of_action(client):
    trader = Trader(client)
    submit = lambda action: client.submit(trader.key, action)  # noqa: E731
    quote = Place(SYMBOL, "buy", trader.price, trader.size, "postOnly", client_id=7)
    stop = Place(SYMBOL, "sell", trader.price, trader.size, trigger_price=trader.price, band="0.02")
    assert kinds(submit(Batch([quote, stop, Cancel(SYMBOL, client_id=99)]))) == [
        *("orderRested", "stopPlaced", "operationRefused")
    ]
    orders = client.account(trader.address)["orders"]
    assert [order.get("trigger") for order in orders] == ["stop", None], "the newest first"
    assert [(orders[0]["triggerPrice"], orders[0]["band"]), orders[1]["timeInForce"]] == [
        *((trader.price, "0.02"), "postOnly")
    ]
    lower = Amend(SYMBOL, trader.price, plain(5 * client.markets[SYMBOL].lot), client_id=7)
    assert kinds(submit(lower)) == ["orderAmended"]
    assert kinds(submit(ArmDeadMan(2**47))) == ["deadManArmed"]
    assert client.account(trader.address)["deadManMs"] == 2**47
    assert kinds(submit(CancelAll())) == ["orderCancelled"] * 2
    with pytest.raises(RPCError) as refusal:
        submit(Batch([quote, Cancel(SYMBOL, client_id=99)], "atomic"))
    facts = refusal.value.data
    assert (facts["reason"], facts["operation"], facts["operationReason"]) == ("OPERATION_REFUSED", 1, "UNKNOWN_ORDER")
    assert client.account(trader.address)["orders"] == []


def test_money_moves_between_sub_accounts_markets_and_the_outbox(client):
    trader = Trader(client)
    submit = lambda action: client.submit(trader.key, action)  # noqa: E731
    assert kinds(submit(Transfer(trader.owner, trader.address, "100", 1))) == ["subAccountOpened", "transferred"]
    assert client.account(trader.owner, 1)["cash"] == "100"
    assert client.deposit(trader.address, "1.5", "WETH") == trader.owner
    assert client.account(trader.address)["collateral"]["amount"] == "1.5"
    assert kinds(submit(Transfer(trader.owner, trader.address, "0.5", 1, "WETH"))) == ["collateralTransferred"]
    assert kinds(submit(SetMarginMode(SYMBOL, True, "200"))) == ["marginModeSet"]
    account = client.account(trader.address)
    assert [(bucket["market"], bucket["cash"]) for bucket in account["isolated"]] == [(SYMBOL, "200")]
    assert kinds(submit(Withdraw("50"))) == ["withdrawn"]
    assert kinds(submit(Withdraw("1", "WETH"))) == ["collateralWithdrawn"]
    assert client.account(trader.address)["cash"] == "650"
    with pytest.raises(RPCError) as refusal:
        client.account(trader.address, 2)
    assert (refusal.value.reason, refusal.value.data["subAccountCount"]) == ("UNKNOWN_SUB_ACCOUNT", 2)


def test_a_session_key_trades_within_its_scope(client):
    trader, friend = Trader(client), Account.create()
    key = AddKey(3, friend.address, [SYMBOL], ["place", "cancelAll"], notional_cap="100000")
    assert kinds(client.submit(trader.key, key)) == ["keyAdded"]
    (slot,) = client.owner(trader.address)["keys"]
    assert (slot["slot"], slot["markets"], slot["actions"]) == (3, [SYMBOL], ["place", "cancelAll"])
    friend_key = "0x" + friend.key.hex()
    order = Place(SYMBOL, "buy", trader.price, trader.size)
    assert kinds(client.submit(friend_key, order, on_behalf_of=trader.address)) == ["orderRested"]
    with pytest.raises(RPCError) as refusal:
        client.submit(friend_key, Withdraw("1"), on_behalf_of=trader.address)
    assert refusal.value.reason == "KEY_ACTION_OUT_OF_SCOPE"
    assert kinds(client.submit(trader.key, RevokeKey(3))) == ["keyRevoked"]
    with pytest.raises(ValueError, match="is no session key"):
        client.submit(friend_key, order, on_behalf_of=trader.address)


def test_the_book_shows_what_rests_and_every_market_has_one(client):
    for market in client.call("perp_markets"):
        book = client.book(market["symbol"], 5)
        assert {"bids", "asks", "stops"} <= book.keys()
        assert all(len(book[side]) <= 5 for side in ("bids", "asks"))
        assert book["stops"].keys() == {"rising", "falling"}


def test_an_unknown_market_is_refused(client, trader):
    facts = refused(client, trader.envelope(), trader.action(market="DOGE-PERP"), NO_SIGNATURE)
    assert (facts["reason"], facts["market"]) == ("UNKNOWN_MARKET", "DOGE-PERP")
    assert SYMBOL in facts["markets"]


def test_roots_are_those_that_another_library_computes(client, node):
    """The last one: it stops the node, so that what it wrote is all there is."""
    assert client.heads()["unsafe"] > 0
    assert node.stop() == 0, node.log.read_text()
    tool = REPOSITORY / "tools/recompute_root"
    run = subprocess.run([tool, "--data", node.data, "--plimsoll", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert len(run.stdout.splitlines()) == 10
