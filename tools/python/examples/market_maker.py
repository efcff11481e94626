"""Quotes both sides of a market around its price, and moves with it. Usage: market_maker.py [URL]. Ctrl-C ends it."""
import sys
from contextlib import suppress
from decimal import Decimal
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))
from eth_account import Account
from plimsoll.actions import Cancel, Place
from plimsoll.client import Client, RPCError

SYMBOL, SIZE, EDGE = "BTC-PERP", "0.01", Decimal("0.001")  # Each quote stands 0.1 % from the price.

client, maker = Client(*sys.argv[1:]), Account.create()
key, tick = maker.key.hex(), client.markets[SYMBOL].tick
client.deposit(maker.address, "100000")
nonces = count(client.owner(maker.address)["nextNonce"])

def cancel_quotes():
    for order in client.account(maker.address)["orders"]:
        with suppress(RPCError):  # It has been filled meanwhile.
            client.submit(key, Cancel(SYMBOL, int(order["orderId"])), wait=False, nonce=next(nonces))

def quote(price):  # Only the last order is waited for; the others come into the same block, or an earlier one.
    cancel_quotes()
    bid, ask = (str(round(price * factor / tick) * tick) for factor in (1 - EDGE, 1 + EDGE))
    client.submit(key, Place(SYMBOL, "buy", bid, SIZE), wait=False, nonce=next(nonces))
    receipt = client.submit(key, Place(SYMBOL, "sell", ask, SIZE), nonce=next(nonces))
    print(f"block {receipt['block']}: price {price}, quotes {bid} / {ask}", flush=True)

with suppress(KeyboardInterrupt):
    quoted = Decimal(0)
    for update in client.subscribe("prices", market=SYMBOL):
        price = median(Decimal(report["price"]) for report in update["items"])
        if abs(price - quoted) > price * EDGE / 4 and update["block"] == client.heads()["unsafe"]:  # Else it is old.
            quote(quoted := price)
cancel_quotes()
