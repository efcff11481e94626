"""The units of a market."""

from decimal import Decimal
from typing import NamedTuple


class Market(NamedTuple):
    """`tick` and `lot` in human units: USDC for one unit of the base asset, and units of the base asset."""

    id: int
    symbol: str
    tick: Decimal
    lot: Decimal

    def ticks(self, price: str) -> int:
        return _multiple(price, self.tick, "price", "tick")

    def lots(self, size: str) -> int:
        return _multiple(size, self.lot, "size", "lot")


def _multiple(text: str, unit: Decimal, what: str, unit_name: str) -> int:
    quotient = Decimal(text) / unit
    if quotient != quotient.to_integral_value():
        raise ValueError(f"{what} {text} is not a multiple of the {unit_name} {unit}")
    return int(quotient)
