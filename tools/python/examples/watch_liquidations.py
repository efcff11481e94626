"""Prints what liquidations do, as they happen. Usage: watch_liquidations.py [URL [BLOCK]], to begin after that block."""
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from plimsoll.client import Client

client = Client(*sys.argv[1:2])
after = int(sys.argv[2]) if len(sys.argv) > 2 else None

with suppress(KeyboardInterrupt):
    for update in client.subscribe("liquidations", after=after):
        time = datetime.fromtimestamp(update["timestampMs"] / 1000, UTC)
        for event in update["items"]:
            facts = [f"{name} {event[name]}" for name in ("market", "side", "size", "price", "amount") if name in event]
            print(f"{time:%H:%M:%S} block {update['block']} account {event['account']}", event["type"], *facts, flush=True)
