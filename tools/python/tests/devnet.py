"""A devnet for the tests: the real program, in a process of its own."""

import json
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest

from plimsoll.build import built_program

REPOSITORY = Path(__file__).parents[3]
PROGRAM = built_program(REPOSITORY)


def _has_devnet() -> bool:
    return PROGRAM is not None and subprocess.run([PROGRAM, "help", "devnet"], capture_output=True).returncode == 0


needs_devnet = pytest.mark.skipif(
    not _has_devnet(), reason="no plimsoll with a devnet is built; 'tools/devnet' builds it"
)


class Devnet:
    """On a free port unless told which. Takes up the chain in `folder`, or begins one there."""

    def __init__(
        self,
        folder: Path,
        block_time_ms: int = 50,
        port: int = 0,
        waiting: bool = True,
        options: Sequence[str | Path] = (),
    ):
        self.data = folder / "data"
        self.log, self._ready = folder / "log", folder / "ready"
        self._ready.unlink(missing_ok=True)
        place = ["--data", self.data, "--port", str(port), "--ready-file", self._ready]
        command = [PROGRAM, "devnet", *place, "--block-time", str(block_time_ms), *options]
        with self.log.open("ab") as log:
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.process = subprocess.Popen(command, **streams)
        if waiting:
            self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """A test that fails leaves none behind."""
        self.kill()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while not self._ready.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(f"the devnet did not become ready:\n{self.log.read_text()}")
            time.sleep(0.02)
        self.facts = json.loads(self._ready.read_text())
        self.url = self.facts["url"]

    def stop(self) -> int:
        """Lets it post what is left to the L1; its exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(60)
        finally:
            self.kill()

    def kill(self) -> None:
        """At once, whatever it is doing."""
        self.process.kill()
        self.process.wait()
