"""A devnet that is killed at random instants: what it has acknowledged is there when it comes back."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from random import Random, SystemRandom
from threading import Event
from typing import Any

from eth_account import Account

from devnet import PROGRAM, Devnet, needs_devnet
from plimsoll.actions import Cancel, Place
from plimsoll.client import Client, RPCError
from plimsoll.signing import Envelope

pytestmark = needs_devnet

SYMBOL = "BTC-PERP"
BLOCK_TIME_MS = 20
TRADERS = 4
KILLS = 30 if os.environ.get("PLIMSOLL_FULL") == "1" else 3


class Load:
    """Strangers who keep a devnet busy until it is killed, and note what it tells them."""

    def __init__(self, keys: list[str]):
        self.keys = keys
        self.receipts: list[dict[str, Any]] = []
        self.owners: dict[str, int] = {}
        self.hashes: dict[int, str] = {}
        self._killing = Event()

    def run(self, node: Devnet, seconds: float) -> None:
        """Kills `node` after so many seconds."""
        with ThreadPoolExecutor() as pool:
            trading = [pool.submit(self._trade, Client(node.url), key) for key in self.keys]
            depositing = pool.submit(self._deposit, Client(node.url))
            watching = pool.submit(self._watch, Client(node.url))
            time.sleep(seconds)
            self._killing.set()
            node.kill()
        self.receipts = list(chain.from_iterable(trader.result() for trader in trading))
        self.owners, self.hashes = depositing.result(), watching.result()

    def check(self, client: Client) -> None:
        """Everything that was noted is so."""
        assert client.heads()["unsafe"] >= max(self.hashes, default=0)
        blocks = {number: client.block(number) for number in self.hashes.keys() | {r["block"] for r in self.receipts}}
        assert {number: blocks[number]["hash"] for number in self.hashes} == self.hashes
        for receipt in self.receipts:
            assert_holds(blocks[receipt["block"]], receipt)
        assert {address: client.owner(address)["owner"] for address in self.owners} == self.owners

    def _trade(self, client: Client, key: str) -> list[dict[str, Any]]:
        """Places an order and takes it back twice: if one block has both, it refuses the second."""
        noted: list[dict[str, Any]] = []
        with self._until_killed():
            address = Account.from_key(key).address
            owner = client.deposit(address, "1000")
            order = Place(SYMBOL, "buy", far_below_the_mark(client), "0.001")
            for nonce in count(client.owner(address)["nextNonce"], 3):
                place, first, second = (Envelope(owner=owner, nonce=nonce + step) for step in range(3))
                noted.append(client.submit_signed(place, order.request(), client.sign(key, place, order)))
                cancel = Cancel(SYMBOL, int(noted[-1]["events"][0]["orderId"]))
                signatures = [client.sign(key, envelope, cancel) for envelope in (first, second)]
                client.submit_signed(first, cancel.request(), signatures[0], wait=False)
                try:
                    client.submit_signed(second, cancel.request(), signatures[1])
                except RPCError as refusal:
                    if "block" in refusal.data:
                        noted.append(refusal.data | {"status": "refused"})
        return noted

    def _deposit(self, client: Client) -> dict[str, int]:
        noted: dict[str, int] = {}
        with self._until_killed():
            while True:
                address = Account.create().address
                noted[address] = client.deposit(address, "1")
        return noted

    def _watch(self, client: Client) -> dict[int, str]:
        noted: dict[int, str] = {}
        with self._until_killed():
            while True:
                heads = client.heads()
                noted[heads["unsafe"]] = heads["unsafeHash"]
                time.sleep(BLOCK_TIME_MS / 2_000)
        return noted

    @contextmanager
    def _until_killed(self) -> Iterator[None]:
        """Ends what is inside where no answer comes, which is in order only once the node is being killed."""
        try:
            yield
        except OSError:
            if not self._killing.is_set():
                raise


def assert_holds(block: dict[str, Any], noted: dict[str, Any]) -> None:
    """The block has this transaction, and did with it what its sender was told."""
    index = block["transactions"].index(noted["hash"])
    (receipt,) = (each for each in block["receipts"] if (each["source"], each["index"]) == ("item", index))
    names = ["status", "index", "events"] if noted["status"] == "accepted" else ["status", "reason", "code"]
    assert [noted[name] for name in names] == [receipt[name] for name in names]


def far_below_the_mark(client: Client) -> str:
    """A price at which an order rests, whatever the mark does meanwhile."""
    tick = client.markets[SYMBOL].tick
    mark = next(market["mark"] for market in client.call("perp_markets") if market["symbol"] == SYMBOL)
    return str(int(float(mark) / 2 / float(tick)) * tick)


def plimsoll(*arguments: str | Path) -> dict[str, Any]:
    run = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)


def test_what_was_acknowledged_outlives_kill_9(tmp_path):
    seed = int(os.environ.get("PLIMSOLL_SEED") or os.environ.get("PLIMSOLL_NEW_SEED") or SystemRandom().getrandbits(32))
    print(f"PLIMSOLL_SEED={seed}")
    random, loads = Random(seed), []
    keys = ["0x" + Account.create().key.hex() for _ in range(TRADERS)]
    for _ in range(KILLS):
        with Devnet(tmp_path, BLOCK_TIME_MS, waiting=False):
            time.sleep(random.uniform(0, 0.3))
        with Devnet(tmp_path, BLOCK_TIME_MS) as node:
            for load in loads[-1:]:
                load.check(Client(node.url))
            loads.append(Load(keys))
            loads[-1].run(node, random.uniform(0.3, 1.5))
        plimsoll("derive", "--data", node.data)
    with Devnet(tmp_path, BLOCK_TIME_MS) as node:
        for load in loads:
            load.check(Client(node.url))
        noted = {name: sum(len(getattr(load, name)) for load in loads) for name in ("receipts", "owners", "hashes")}
        print(f"were there again: {noted}")
        assert all(noted.values())
        assert node.stop() == 0, node.log.read_text()
    derived, state = plimsoll("derive", "--data", node.data), plimsoll("state", "--data", node.data)
    assert (derived["blocks"], derived["state_root"]) == (state["block"], state["stateRoot"])
