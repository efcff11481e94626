"""The feed of a devnet, followed in Python: by the client, and by the examples that a trader begins with."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice, pairwise
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from eth_account import Account

from devnet import REPOSITORY, Devnet, needs_devnet
from plimsoll.actions import Cancel, Place
from plimsoll.client import Client, RPCError
from plimsoll.subscription import Subscription

pytestmark = needs_devnet

SYMBOL = "BTC-PERP"
EXAMPLES = REPOSITORY / "tools/python/examples"


def take(subscription: Subscription, count: int) -> list[dict[str, Any]]:
    """The next blocks; fewer if they do not come within half a minute."""
    timer = Timer(30, subscription.close)
    timer.start()
    try:
        return list(islice(subscription, count))
    finally:
        timer.cancel()


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[Devnet]:
    node = Devnet(tmp_path_factory.mktemp("devnet"))
    yield node
    node.stop()


@pytest.fixture(scope="module")
def client(node) -> Client:
    return Client(node.url)


def test_every_channel_gives_the_events_of_its_blocks(client):
    for channel in ("orders", "fills", "prices"):
        with client.subscribe(channel, market=SYMBOL, after=0) as subscription:
            updates = take(subscription, 3)
        assert len(updates) == 3
        for update in updates:
            receipts = client.block(update["block"])["receipts"]
            events = [event for receipt in receipts for event in receipt["events"] if event.get("market") == SYMBOL]
            assert update["items"]
            for item in update["items"]:
                assert any(event.items() <= item.items() for event in events)


def test_an_owner_hears_of_its_own_orders(client):
    trader = Account.create()
    key, owner = trader.key.hex(), client.deposit(trader.address, "1000")
    with client.subscribe("orders", owner=owner) as subscription:
        placed = client.submit(key, Place(SYMBOL, "buy", "1000", "0.001"))
        order = placed["events"][0]["orderId"]
        cancelled = client.submit(key, Cancel(SYMBOL, int(order)))
        updates = take(subscription, 2)
    assert [update["block"] for update in updates] == [placed["block"], cancelled["block"]]
    assert [[event["orderId"] for event in update["items"]] for update in updates] == [[order], [order]]


def test_a_subscription_outlives_the_node_without_gap_or_repetition(tmp_path):
    with ExitStack() as nodes:
        node = nodes.enter_context(Devnet(tmp_path, block_time_ms=20))
        subscription = nodes.enter_context(Client(node.url).subscribe("blocks"))
        updates = take(subscription, 10)
        for _ in range(3):
            node.kill()
            node = nodes.enter_context(Devnet(tmp_path, block_time_ms=20, port=node.facts["port"]))
            updates += take(subscription, 20)
        assert len(updates) == 70
        assert all(later["block"] == earlier["block"] + 1 for earlier, later in pairwise(updates))
        for update in updates:
            assert update["items"][0]["hash"] == Client(node.url).block(update["block"])["hash"]


def test_what_cannot_be_subscribed_to_is_refused(client):
    with pytest.raises(RPCError, match="no channel 'fish'"):
        client.subscribe("fish")
    with pytest.raises(RPCError) as refusal:
        client.subscribe("fills", after=10**9)
    assert refusal.value.reason == "SEQUENCE_NOT_KEPT"


def test_the_sequencer_signs_what_it_says_of_a_transaction(node, client):
    sequencer = json.loads((node.data / "genesis.json").read_text())["l1"]["sequencer"]
    trader = Account.create()
    client.deposit(trader.address, "1000")
    receipt = client.submit(trader.key.hex(), Place(SYMBOL, "buy", "1000", "0.001"))
    client.verify_soft_receipt(receipt, sequencer)
    assert receipt["soft"]["blockHash"] == client.block(receipt["block"])["hash"]
    assert client.call("perp_receipt", receipt["hash"])["soft"] == receipt["soft"]


class Example:
    """A script of `examples`, whose lines are read while it runs."""

    def __init__(self, name: str, *arguments: str):
        script = EXAMPLES / name
        assert len(script.read_text().splitlines()) <= 40
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, script, *arguments], **streams)

    def lines(self, count: int) -> list[str]:
        """The first lines; then the script is told to end, and must end well."""
        timer = Timer(300, self.process.kill)
        timer.start()
        lines = list(islice(self.process.stdout, count))
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate()
        timer.cancel()
        assert (len(lines), self.process.returncode, errors) == (count, 0, "")
        return lines


def test_the_market_maker_follows_the_price(node):
    for line in Example("market_maker.py", node.url).lines(3):
        price, bid, ask = re.fullmatch(r"block \d+: price (\S+), quotes (\S+) / (\S+)\n", line).groups()
        assert float(bid) == pytest.approx(float(price) * 0.999, abs=0.1)
        assert float(ask) == pytest.approx(float(price) * 1.001, abs=0.1)


def test_liquidations_can_be_watched(tmp_path):
    with Devnet(tmp_path, options=["--pace", "fast", "--prices", f"{SYMBOL}={crash(tmp_path)}"]) as node:
        for line in Example("watch_liquidations.py", node.url, "0").lines(5):
            assert re.match(r"\d\d:\d\d:\d\d block \d+ account \d+ [a-zA-Z]+ ", line), line


def crash(folder: Path) -> Path:
    """An hour of bars in which the price falls by half."""
    path, price = folder / "crash.csv", 60_000.0
    with path.open("w") as file:
        file.write("open_time,open,high,low,close,volume\n")
        for minute in range(60):
            after = price * 0.5 ** (1 / 60)
            file.write(f"{1_700_000_000_000 + 60_000 * minute},{price:.1f},{price:.1f},{after:.1f},{after:.1f},1\n")
            price = after
    return path
