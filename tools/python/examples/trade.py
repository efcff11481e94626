"""Deposits, trades and reads an account on a running devnet. Usage: trade.py [URL]. Needs eth_account alone."""
import json, sys, time
from decimal import Decimal
from urllib.request import Request, urlopen
from eth_account import Account

url, trader = (sys.argv[1:] or ["http://127.0.0.1:9545"])[0], Account.create()

def rpc(method, *params, path="/"):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    answer = json.load(urlopen(Request(url + path, body, {"Content-Type": "application/json"})))
    return answer["result"] if "result" in answer else sys.exit(f"{method}: {json.dumps(answer['error'])}")

def buy(lots, ticks, kind, nonce):  # What is signed counts in lots and ticks; what is sent is human, and must agree.
    values = [owner, 0, 0, 0, nonce, 0, market["id"], 0, ["gtc", "ioc"].index(kind), lots, ticks, *[0] * 8]
    fields = [dict(zip(("type", "name"), field.split())) for field in config["eip712"]["PlaceOrder"][11:-1].split(",")]
    message = {field["name"]: value for field, value in zip(fields, values, strict=True)}
    signature = trader.sign_typed_data(config["domain"], {"PlaceOrder": fields}, message).signature
    action = {"type": "place", "market": market["symbol"], "side": "buy", "timeInForce": kind,
              "price": str(ticks * Decimal(market["tick"])), "size": str(lots * Decimal(market["lot"]))}
    return rpc("perp_submit", {"owner": owner, "nonce": nonce, "action": action, "signature": "0x" + signature.hex()})

owner = rpc("dev_deposit", trader.address, "10000", path="/l1")["owner"]
while rpc("perp_owner", trader.address)["owner"] is None: time.sleep(0.05)
config = rpc("perp_config")
market = config["markets"][0]
mark = int(Decimal(market["mark"]) / Decimal(market["tick"]))
receipts = [buy(100, mark * 9 // 10, "gtc", nonce=1), buy(100, mark * 11 // 10, "ioc", nonce=2)]
print(json.dumps({"receipts": receipts, "account": rpc("perp_account", trader.address)}, indent=2))
