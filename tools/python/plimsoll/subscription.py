"""A channel of a devnet's feed, followed across lost connections and restarts of the node."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, repeat
from typing import Any, Self

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect

from plimsoll import rpc

_DELAYS_SECONDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5]


class Subscription:
    """Gives what happens in a channel, block by block: `{"block", "timestampMs", "items"}`, without end.

    Each block comes once and in order; after a reorg of the L1, blocks that were made again come again. It is subscribed from its making on: what happens before the first look is kept.
    When the connection breaks, this connects again, for as long as it takes, and asks for what came after `sequence`.
    Raises `RPCError` for what the node refuses, and `OSError` where no node answers at the beginning.
    """

    def __init__(self, url: str, channel: str, options: dict[str, Any], timeout_seconds: float = 10):
        self._url = url.replace("http", "ws", 1)
        self._channel, self._options = channel, options
        self._timeout_seconds = timeout_seconds
        self._is_closed = False
        # The last block that was given, or after which it begins; None until the node has said which that is.
        self.sequence: int | None = options.get("from")
        self._socket = self._connect()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self

    def __next__(self) -> dict[str, Any]:
        while not self._is_closed:
            try:
                notification = json.loads(self._socket.recv())["params"]
            except ConnectionClosed:
                self._reconnect()
                continue
            if "reorg" in notification:
                self.sequence = min(self.sequence, notification["reorg"]["lastValid"])
            elif notification["sequence"] > self.sequence:
                self.sequence = notification["sequence"]
                return notification["data"]
        self._socket.close()
        raise StopIteration

    def close(self) -> None:
        """Ends the iteration. Another thread may call it."""
        self._is_closed = True
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connect(self) -> ClientConnection:
        """A connection that is subscribed to all blocks after `sequence`. Raises `OSError` where there is none."""
        limits = {"open_timeout": self._timeout_seconds, "close_timeout": 1, "max_size": None}
        try:
            socket = connect(self._url, proxy=None, legacy=True, **limits)
            try:
                self._begin(socket)
            except BaseException:
                socket.close()
                raise
        except (InvalidHandshake, ConnectionClosed) as error:
            raise ConnectionError(f"{self._url}: {error}") from error
        return socket

    def _begin(self, socket: ClientConnection) -> None:
        options = self._options if self.sequence is None else self._options | {"from": self.sequence}
        socket.send(rpc.request(1, "perp_subscribe", self._channel, options))
        begun = rpc.result(json.loads(socket.recv(self._timeout_seconds)))
        if self.sequence is None:
            self.sequence = begun["sequence"]

    def _reconnect(self) -> None:
        delays = chain(_DELAYS_SECONDS, repeat(_DELAYS_SECONDS[-1]))
        while not self._is_closed:
            time.sleep(next(delays))
            with suppress(OSError):
                self._socket = self._connect()
                return
