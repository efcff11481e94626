"""The containers under the state root and the block hash, as types of the SSZ library remerkleable.

Written by hand from the declarations of the containers (`Sources/Exchange/Ledger`): names, order, widths and limits of
the fields. Nothing here knows how the exchange itself hashes, so that equal roots mean something.

Fields are named as in dumps. A signed number is two's complement in an unsigned one of the same width.
"""

from remerkleable.basic import uint8, uint16, uint32, uint64, uint128
from remerkleable.byte_arrays import ByteVector, Bytes32
from remerkleable.complex import Container, List, Vector


class Signed:
    """Marks an unsigned type whose values are two's complement."""


class int64(uint64, Signed):
    pass


class int128(uint128, Signed):
    pass


Address = ByteVector[20]
OwnerID = AccountID = MarketID = uint32
Link = uint32  # index + 1; 0 links nowhere
Quantity = uint64
SignedQuantity = int64
Notional = MicroAtoms = int128
Rate = uint32
Side = uint8


class Clock(Container):
    blockNumber: uint64
    timestampMs: uint64


class InboxCursor(Container):
    read: uint64
    accumulator: Bytes32


class Parameters(Container):
    version: uint32
    chainID: uint64
    bridge: Address
    publisherCount: uint8
    publishers: Vector[Address, 16]
    quorum: uint8
    reportAgeLimitMs: uint64
    reportFutureLimitMs: uint64
    confidenceLimit: Rate
    permissions: Vector[uint8, 3]


class MarginTier(Container):
    upTo: Notional
    initial: Rate
    maintenance: Rate
    closeOut: Rate


class MarketRules(Container):
    symbol: Bytes32
    lotDecimals: uint8
    tickAtomsPerLot: uint32
    orderMinimum: Quantity
    orderMaximum: Quantity
    positionMaximum: Quantity
    feed: uint16
    tierCount: uint8
    tiers: Vector[MarginTier, 8]


class PublishedPrice(Container):
    atomsPerLot: uint64
    publishTimeMs: uint64
    sequence: uint64


class Market(Container):
    markAtomsPerLot: uint64
    markTimeMs: uint64
    lossIndex: MicroAtoms
    longs: Quantity
    shorts: Quantity
    residue: MicroAtoms


class NonceWindow(Container):
    highest: uint64
    used: Bytes32


class Owner(Container):
    address: Address
    firstAccount: AccountID
    nonces: NonceWindow


class Account(Container):
    owner: OwnerID
    subAccount: uint8
    cash: Notional
    firstPosition: Link
    openOrderCount: uint32


class Position(Container):
    account: AccountID
    market: MarketID
    size: SignedQuantity
    cost: Notional
    lossIndex: MicroAtoms
    openBuys: Quantity
    openSells: Quantity
    firstOrder: Link
    next: Link


class Order(Container):
    account: AccountID
    position: uint32
    side: Side
    tick: uint32
    remaining: Quantity
    sequence: uint64
    clientID: uint128
    next: Link
    previous: Link
    accountNext: Link
    accountPrevious: Link


class OrderBook(Container):
    bidTop: Bytes32
    bidMiddle: Vector[Bytes32, 2**8]
    bidBottom: Vector[Bytes32, 2**16]
    bidLevels: Vector[Bytes32, 2**24]
    askTop: Bytes32
    askMiddle: Vector[Bytes32, 2**8]
    askBottom: Vector[Bytes32, 2**16]
    askLevels: Vector[Bytes32, 2**24]
    orders: List[Order, 2**24]
    firstFree: Link
    openOrderCount: uint32
    sequence: uint64


class Totals(Container):
    deposited: Notional
    withdrawn: Notional
    cash: Notional
    cost: Notional
    unsettledLoss: MicroAtoms
    residue: MicroAtoms


class State(Container):
    clock: Clock
    inbox: InboxCursor
    parameters: Parameters
    rules: List[MarketRules, 2**6]
    prices: List[PublishedPrice, 2**10]
    markets: List[Market, 2**6]
    owners: List[Owner, 2**32]
    accounts: List[Account, 2**32]
    positions: List[Position, 2**32]
    firstFreePosition: Link
    books: List[OrderBook, 2**6]
    totals: Totals
    history: Vector[Bytes32, 2**8]


class BlockHeader(Container):
    number: uint64
    timestampMs: uint64
    parent: Bytes32
    preStateRoot: Bytes32
    stateRoot: Bytes32
    inputsRoot: Bytes32
    receiptsRoot: Bytes32
    stepCount: uint64
    inboxRead: uint64
    inboxAccumulator: Bytes32
    epoch: uint64
    parametersVersion: uint32
