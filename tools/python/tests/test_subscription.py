"""A subscription neither loses nor repeats a block, whatever happens to its connection."""

import json
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from plimsoll.rpc import RPCError
from plimsoll.subscription import Subscription

Script = Callable[["FakeFeed", ServerConnection, dict[str, Any]], None]


def data(block: int) -> dict[str, Any]:
    return {"block": block, "timestampMs": 1_000 * block, "items": [{"price": str(block)}]}


def blocks(subscription: Subscription, count: int) -> list[int]:
    return [each["block"] for each in islice(subscription, count)]


class FakeFeed:
    """Takes one connection after the other; each follows its own script, the last one for ever."""

    def __init__(self, *scripts: Script, port: int = 0):
        self.scripts = list(scripts)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.server = serve(self._handle, "127.0.0.1", port, close_timeout=1)
        self.port = self.server.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handle(self, socket: ServerConnection) -> None:
        call = json.loads(socket.recv())
        self.asked.append((call["method"], *call["params"]))
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        script(self, socket, call)

    def stop(self) -> None:
        self.server.shutdown()


def answer(socket: ServerConnection, call: dict[str, Any], sequence: int) -> None:
    result = {"subscription": "0x1", "sequence": sequence}
    socket.send(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}))


def notify(socket: ServerConnection, *numbers: int) -> None:
    for number in numbers:
        parameters = {"subscription": "0x1", "sequence": number, "data": data(number)}
        socket.send(json.dumps({"jsonrpc": "2.0", "method": "perp_subscription", "params": parameters}))


def sending(begin: int, *numbers: int, ending: bool = False) -> Script:
    """Answers with `begin`, sends these blocks, and ends there or waits for the client to end."""

    def script(_: FakeFeed, socket: ServerConnection, call: dict[str, Any]) -> None:
        answer(socket, call, begin)
        notify(socket, *numbers)
        if not ending:
            socket.recv()

    return script


@pytest.fixture
def feed() -> Iterator[Callable[..., FakeFeed]]:
    feeds: list[FakeFeed] = []

    def make(*scripts: Script, port: int = 0) -> FakeFeed:
        feeds.append(FakeFeed(*scripts, port=port))
        return feeds[-1]

    yield make
    for each in feeds:
        each.stop()


def test_blocks_come_with_what_is_in_them(feed):
    node = feed(sending(4, 5, 7))
    with Subscription(node.url, "prices", {"market": "X-PERP"}) as subscription:
        assert list(islice(subscription, 2)) == [data(5), data(7)]
        assert subscription.sequence == 7
    assert node.asked == [("perp_subscribe", "prices", {"market": "X-PERP"})]


def test_a_lost_connection_is_taken_up_after_the_last_block_that_was_given(feed):
    node = feed(sending(4, 5, 6, ending=True), sending(9, 7, 8, ending=True), sending(9, 9, 10))
    with Subscription(node.url, "fills", {"owner": 3}) as subscription:
        assert blocks(subscription, 6) == [5, 6, 7, 8, 9, 10]
    assert [options for _, _, options in node.asked] == [{"owner": 3}, {"owner": 3, "from": 6}, {"owner": 3, "from": 8}]


def test_a_block_that_comes_again_is_passed_over(feed):
    node = feed(sending(4, 5, 6, ending=True), sending(6, 5, 6, 7))
    with Subscription(node.url, "fills", {}) as subscription:
        assert blocks(subscription, 3) == [5, 6, 7]


def test_a_connection_that_is_lost_before_the_first_block_is_taken_up_where_it_began(feed):
    node = feed(sending(4, ending=True), sending(6, 5, 6))
    with Subscription(node.url, "fills", {}) as subscription:
        assert blocks(subscription, 2) == [5, 6]
    assert [options for _, _, options in node.asked] == [{}, {"from": 4}]


def test_a_node_that_is_away_for_a_while_is_waited_for(feed):
    node = feed(sending(4, 5, ending=True))
    with Subscription(node.url, "fills", {}) as subscription:
        assert blocks(subscription, 1) == [5]
        node.stop()
        back = threading.Timer(0.5, feed, [sending(6, 6)], {"port": node.port})
        back.start()
        assert blocks(subscription, 1) == [6]


def test_it_can_begin_in_the_past(feed):
    node = feed(sending(9, 3, 4))
    with Subscription(node.url, "fills", {"from": 2}) as subscription:
        assert blocks(subscription, 2) == [3, 4]
    assert node.asked[0][2] == {"from": 2}


def test_what_the_node_refuses_is_raised(feed):
    def refuse(_: FakeFeed, socket: ServerConnection, call: dict[str, Any]) -> None:
        error = {"code": -32602, "message": "there is no channel 'fish'"}
        socket.send(json.dumps({"jsonrpc": "2.0", "id": call["id"], "error": error}))

    node = feed(refuse)
    with pytest.raises(RPCError, match="there is no channel 'fish'"):
        Subscription(node.url, "fish", {})


def test_no_node_is_told_at_once(feed):
    node = feed(sending(1))
    node.stop()
    with pytest.raises(OSError):
        Subscription(node.url, "fills", {})


def test_closing_ends_it_from_another_thread_too(feed):
    subscription = Subscription(feed(sending(4, 5)).url, "fills", {})
    threading.Timer(0.2, subscription.close).start()
    assert [each["block"] for each in subscription] == [5]
    assert list(subscription) == []
