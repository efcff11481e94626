"""The client, against a node that answers from a list and keeps what it was asked."""

import json
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from eth_account import Account

from plimsoll import signing, structures
from plimsoll.actions import Cancel, CancelAll, Place
from plimsoll.client import REJECTED, Client, RPCError, SoftReceiptError
from plimsoll.signing import Envelope

KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
ADDRESS = Account.from_key(KEY).address
BRIDGE = "0x" + 20 * "b1"
CONFIG = {
    "chainId": 901,
    "bridge": BRIDGE,
    "markets": [{"id": 2, "symbol": "X-PERP", "tick": "0.5", "lot": "0.01"}],
    "assets": [{"id": 0, "symbol": "USDC", "decimals": 6}, {"id": 1, "symbol": "WETH", "decimals": 3}],
}


class FakeNode:
    def __init__(self):
        self.answers = {"perp_config": [CONFIG], "perp_owner": [{"owner": 4, "nextNonce": 8, "account": 4}]}
        self.asked = []
        self.truncates = False
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                node.asked.append((self.path, request["method"], request["params"]))
                answers = node.answers[request["method"]]
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                member = "error" if isinstance(answer, dict) and "code" in answer else "result"
                content = json.dumps({"jsonrpc": "2.0", "id": request["id"], member: answer}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[:-1] if node.truncates else content)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def node():
    node = FakeNode()
    yield node
    node.server.shutdown()
    node.server.server_close()


def test_an_order_is_signed_in_ticks_and_lots_and_sent_in_decimal_numbers(node):
    node.answers["perp_submit"] = [{"status": "accepted"}]
    client = Client(node.url)
    assert client.submit(KEY, Place("X-PERP", "sell", "100.5", "0.25", "ioc", client_id=6)) == {"status": "accepted"}
    path, method, (transaction, options) = node.asked[-1]
    assert (path, method, options) == ("/", "perp_submit", {"wait": True})
    signature = transaction.pop("signature")
    assert transaction == {
        "owner": 4,
        "subAccount": 0,
        "keySlot": 0,
        "keyGeneration": 0,
        "nonce": 8,
        "expiryMs": 0,
        "action": {
            "type": "place",
            "market": "X-PERP",
            "side": "sell",
            "price": "100.5",
            "size": "0.25",
            "timeInForce": "ioc",
            "clientId": "6",
        },
    }
    order = structures.place_order(2, "sell", "ioc", lots=25, tick=201, client_id=6).under(Envelope(owner=4, nonce=8))
    assert order.signer(signature, signing.domain(901, BRIDGE)) == ADDRESS


def test_a_cancellation_names_the_order(node):
    node.answers["perp_submit"] = [{"status": "accepted"}]
    Client(node.url).submit(KEY, Cancel("X-PERP", 2**40))
    _, _, (transaction, _) = node.asked[-1]
    assert transaction["action"] == {"type": "cancel", "market": "X-PERP", "orderId": str(2**40)}
    cancel = structures.cancel_order(2, 2**40).under(Envelope(owner=4, nonce=8))
    assert cancel.signer(transaction["signature"], signing.domain(901, BRIDGE)) == ADDRESS


def test_a_session_key_signs_on_behalf_of_its_owner(node):
    node.answers["perp_submit"] = [{"status": "accepted"}]
    slot = {"slot": 2, "address": ADDRESS, "generation": 5, "nextNonce": 31}
    node.answers["perp_owner"] = [{"owner": 9, "nextNonce": 8, "account": 9, "keys": [slot]}]
    client, owner = Client(node.url), "0x" + 20 * "d4"
    client.submit(KEY, CancelAll(), on_behalf_of=owner, subAccount=3)
    assert node.asked[-2] == ("/", "perp_owner", [owner])
    _, _, (transaction, _) = node.asked[-1]
    envelope = Envelope(owner=9, subAccount=3, keySlot=2, keyGeneration=5, nonce=31)
    assert {name: transaction[name] for name in asdict(envelope)} == asdict(envelope)
    cancel = structures.cancel_all().under(envelope)
    assert cancel.signer(transaction["signature"], client.domain) == ADDRESS
    node.answers["perp_owner"][0]["keys"] = []
    with pytest.raises(ValueError, match=f"{ADDRESS} is no session key of {owner}"):
        client.submit(KEY, CancelAll(), on_behalf_of=owner)


def test_a_refusal_is_raised_with_its_reason_and_facts(node):
    data = {"reason": "TICK", "code": 1, "tick": "0.5"}
    node.answers["perp_submit"] = [{"code": REJECTED, "message": "refused", "data": data}]
    with pytest.raises(RPCError) as refusal:
        Client(node.url).submit(KEY, Place("X-PERP", "buy", "100", "1"))
    assert (refusal.value.code, refusal.value.reason, refusal.value.data) == (REJECTED, "TICK", data)


def test_a_deposit_waits_until_its_message_is_read(node):
    node.answers["dev_deposit"] = [{"owner": 4, "message": 7, "l1Block": 1}]
    node.answers["perp_block"] = [None, {"inboxRead": 7}, {"inboxRead": 8}]
    assert Client(node.url).deposit(ADDRESS, "1000.5") == 4
    calls = [(path, method) for path, method, _ in node.asked[1:]]
    assert calls == [("/l1", "dev_deposit")] + [("/", "perp_block")] * 3
    assert node.asked[1][2] == [ADDRESS, "1000.5", "USDC"]


def test_a_deposit_that_no_block_takes_is_given_up(node):
    node.answers["dev_deposit"] = [{"owner": 4, "message": 7, "l1Block": 1}]
    node.answers["perp_block"] = [{"inboxRead": 7}]
    with pytest.raises(TimeoutError):
        Client(node.url, timeout_seconds=0.2).deposit(ADDRESS, "1")


RECEIPT = {
    "hash": "0x" + 32 * "11",
    "block": 7,
    "index": 3,
    "status": "refused",
    "code": 31,
    "soft": {"blockHash": "0x" + 32 * "22", "voidUnlessOnL1By": 1_700_001_800_000, "sequencer": ADDRESS},
}


def signed(status: int) -> dict:
    """What the sequencer with `KEY` has signed of `RECEIPT`, with this number for its outcome."""
    soft = RECEIPT["soft"]
    promise = signing.soft_receipt(RECEIPT["hash"], 7, soft["blockHash"], 3, status, soft["voidUnlessOnL1By"])
    return RECEIPT | {"soft": soft | {"signature": promise.sign(KEY, signing.domain(901, BRIDGE))}}


def test_a_soft_receipt_is_what_its_sequencer_has_signed(node):
    client = Client(node.url)
    client.verify_soft_receipt(signed(status=31), ADDRESS)
    client.verify_soft_receipt(signed(status=0) | {"status": "accepted"}, ADDRESS.lower())
    with pytest.raises(SoftReceiptError, match=f"{ADDRESS} has signed this"):
        client.verify_soft_receipt(signed(status=31), Account.create().address)


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "0x" + 32 * "12"},
        {"block": 8},
        {"index": 4},
        {"code": 32},
        {"status": "accepted"},
        {"soft": signed(31)["soft"] | {"blockHash": "0x" + 32 * "23"}},
        {"soft": signed(31)["soft"] | {"voidUnlessOnL1By": 1_700_001_800_001}},
        {"soft": signed(31)["soft"] | {"signature": "0x"}},
        {"soft": signed(31)["soft"] | {"signature": "0x" + 65 * "11"}},
        {"soft": {}},
    ],
)
def test_every_field_of_a_soft_receipt_is_signed(node, change):
    with pytest.raises(SoftReceiptError):
        Client(node.url).verify_soft_receipt(signed(status=31) | change, ADDRESS)


def test_a_node_that_breaks_off_its_answer_does_not_answer(node):
    client = Client(node.url)
    node.answers["rollup_heads"] = [{"unsafe": 1}]
    node.truncates = True
    with pytest.raises(OSError, match="broke off its answer"):
        client.heads()
