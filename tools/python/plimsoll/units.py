"""What people write about a devnet's markets and assets, and what is signed of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from plimsoll.markets import Market

QUOTE_DECIMALS = 6
RATE_DECIMALS = 6


class Asset(NamedTuple):
    """USDC, in atoms, or the collateral asset, in its lots: each 10^-decimals."""

    id: int
    symbol: str
    decimals: int

    def count(self, amount: str) -> int:
        return scaled(amount, self.decimals, f"amount of {self.symbol}")


class Units(NamedTuple):
    markets: Mapping[str, Market]
    assets: Mapping[str, Asset]


def units(config: dict[str, Any]) -> Units:
    """From what `perp_config` says."""
    markets = {
        market["symbol"]: Market(market["id"], market["symbol"], Decimal(market["tick"]), Decimal(market["lot"]))
        for market in config["markets"]
    }
    assets = {asset["symbol"]: Asset(asset["id"], asset["symbol"], asset["decimals"]) for asset in config["assets"]}
    return Units(markets, assets)


def atoms(amount: str) -> int:
    """Of USDC; may be negative."""
    return scaled(amount, QUOTE_DECIMALS, "amount of USDC")


def parts_per_million(share: str) -> int:
    return scaled(share, RATE_DECIMALS, "share")


def scaled(text: str, decimals: int, what: str) -> int:
    number = Decimal(text).scaleb(decimals)
    if number != number.to_integral_value():
        raise ValueError(f"{what} {text} has more than {decimals} decimals")
    return int(number)
