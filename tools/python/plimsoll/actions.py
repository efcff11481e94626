"""What a trader may ask for, each kind one class: as the node is sent it, and as it is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from plimsoll import structures
from plimsoll.markets import Market
from plimsoll.signing import Envelope, TypedData


class Action(Protocol):
    def request(self) -> dict[str, Any]:
        """In human units: what `perp_submit` takes."""

    def typed_data(self, envelope: Envelope, markets: Mapping[str, Market]) -> TypedData:
        """In ticks and lots: what wallets sign. Raises `ValueError` for a price or a size between two of them."""


@dataclass(frozen=True)
class Place:
    """A limit order; `size` in units of the base asset."""

    market: str
    side: str
    price: str
    size: str
    time_in_force: str = "gtc"
    client_id: int = 0

    def request(self) -> dict[str, Any]:
        return {
            "type": "place",
            "market": self.market,
            "side": self.side,
            "price": self.price,
            "size": self.size,
            "timeInForce": self.time_in_force,
            "clientId": str(self.client_id),
        }

    def typed_data(self, envelope: Envelope, markets: Mapping[str, Market]) -> TypedData:
        market = markets[self.market]
        lots, ticks = market.lots(self.size), market.ticks(self.price)
        order = structures.place_order(market.id, self.side, self.time_in_force, lots, ticks, self.client_id)
        return order.under(envelope)


@dataclass(frozen=True)
class Cancel:
    market: str
    order_id: int

    def request(self) -> dict[str, Any]:
        return {"type": "cancel", "market": self.market, "orderId": str(self.order_id)}

    def typed_data(self, envelope: Envelope, markets: Mapping[str, Market]) -> TypedData:
        return structures.cancel_order(markets[self.market].id, self.order_id).under(envelope)
