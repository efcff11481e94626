"""The containers under the root of an execution and the block hash, as types of the SSZ library remerkleable.

Written by hand from the declarations of the containers (`Sources/Exchange/Ledger`): names, order, widths and limits of
the fields. Nothing here knows how the exchange itself hashes, so that equal roots mean something.

Fields are named as in dumps. A signed number is two's complement in an unsigned one of the same width. An enumeration is
a byte, of which only the values that have a name decode.
"""

from remerkleable.basic import boolean, uint8, uint16, uint32, uint64, uint128
from remerkleable.byte_arrays import ByteList, ByteVector, Bytes32
from remerkleable.complex import Container, List, Vector


class Signed:
    """Marks an unsigned type whose values are two's complement."""


class int8(uint8, Signed):
    pass


class int64(uint64, Signed):
    pass


class int128(uint128, Signed):
    pass


class Enumeration:
    """Marks a byte that stands for one of `names`, from 0 on."""

    names: tuple[str, ...]


class Side(uint8, Enumeration):
    names = ("buy", "sell")


class Asset(uint8, Enumeration):
    names = ("quote", "collateral")


class MissingPremium(uint8, Enumeration):
    names = ("zero", "skip")


class Packed:
    """Marks a chunk of little-endian numbers: by name, where each begins, and its bytes. Between them are zeroes."""

    numbers: dict[str, tuple[int, int]]


class Trigger(Bytes32, Packed):
    numbers = {"next": (0, 4), "previous": (4, 4), "key": (8, 4), "tag": (12, 4), "value": (16, 8), "generation": (24, 8)}


class Level(Bytes32, Packed):
    numbers = {"head": (0, 4), "tail": (4, 4), "count": (8, 4), "lots": (16, 8)}


Address = ByteVector[20]
OwnerID = AccountID = MarketID = uint32
Link = uint32  # index + 1; 0 links nowhere
Quantity = uint64
SignedQuantity = int64
Notional = MicroAtoms = int128
Rate = uint32


def index(*names: str) -> dict[str, type]:
    """The fields of queues by 24-bit key: for each name a bitmap of three storeys, and the queues."""
    kinds = {"Top": Bytes32, "Middle": Vector[Bytes32, 2**8], "Bottom": Vector[Bytes32, 2**16]}
    kinds["Levels"] = Vector[Level, 2**24]
    return {name + part: kind for name in names for part, kind in kinds.items()}


class Clock(Container):
    blockNumber: uint64
    timestampMs: uint64
    startMs: uint64


class InboxCursor(Container):
    read: uint64
    accumulator: Bytes32


class CollateralRules(Container):
    symbol: Bytes32
    lotDecimals: uint8
    initialHaircut: Rate
    maintenanceHaircut: Rate
    conversionDiscount: Rate


class LiquidationLadder(Container):
    targetShare: Rate
    fee: Rate
    retryMs: uint64
    disposalMs: uint64
    disposalShare: Rate
    disposalBand: Rate


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
    deviationLimit: Rate
    bandBase: Rate
    bandPerSecond: Rate
    collateral: CollateralRules
    ladder: LiquidationLadder
    insuranceFeeShare: Rate
    permissions: Vector[uint8, 3]


class FundingRules(Container):
    intervalMs: uint64
    sampleMs: uint64
    periodMs: uint64
    impactNotional: Notional
    interestPartsPerMillion: int64
    clamp: Rate
    cap: Rate
    missing: MissingPremium


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
    takerFee: Rate
    makerFeePartsPerMillion: int64
    funding: FundingRules
    tierCount: uint8
    tiers: Vector[MarginTier, 8]


class PublishedPrice(Container):
    atomsPerLot: uint64
    publishTimeMs: uint64
    sequence: uint64
    reportRoot: Bytes32


class CollateralState(Container):
    atomsPerLot: uint64
    timeMs: uint64
    generation: uint64


class Equivocation(Container):
    feed: uint16
    publisher: uint8
    sequence: uint64
    first: Bytes32
    second: Bytes32
    blockNumber: uint64


class Market(Container):
    markAtomsPerLot: uint64
    markTimeMs: uint64
    fundingIndex: MicroAtoms
    fundingTimeMs: uint64
    sampleTimeMs: uint64
    premiumSum: int64
    premiumCount: uint32
    lossIndex: MicroAtoms
    longs: Quantity
    shorts: Quantity
    residue: MicroAtoms
    priceGeneration: uint64
    carryGeneration: uint64
    disposalTimeMs: uint64


class NonceWindow(Container):
    highest: uint64
    used: Bytes32


class Owner(Container):
    address: Address
    firstAccount: AccountID
    subAccountCount: uint32
    directory: Link
    keys: Vector[Link, 8]
    nonces: NonceWindow


class SessionKey(Container):
    address: Address
    generation: uint32
    expiryMs: uint64
    markets: uint64
    actions: uint32
    notionalCap: Notional
    nonces: NonceWindow


class SubAccountDirectory(Container):
    accounts: Vector[Link, 256]


class Account(Container):
    owner: OwnerID
    subAccount: uint8
    isolatedMarket: Link
    crossAccount: AccountID
    nextIsolated: Link
    isSuspended: boolean
    cash: Notional
    collateral: Quantity
    firstPosition: Link
    openOrderCount: uint32
    deadManMs: uint64
    isTouched: boolean
    nextTouched: Link
    isQueued: boolean


class Position(Container):
    account: AccountID
    market: MarketID
    size: SignedQuantity
    cost: Notional
    lossIndex: MicroAtoms
    fundingIndex: MicroAtoms
    hasTriggers: boolean
    openBuys: Quantity
    openSells: Quantity
    firstOrder: Link
    next: Link


class Order(Container):
    account: AccountID
    position: uint32
    side: Side
    tick: uint32
    terms: uint32
    triggerTick: uint32
    band: Rate
    expiryMs: uint64
    remaining: Quantity
    sequence: uint64
    clientID: uint128
    next: Link
    previous: Link
    accountNext: Link
    accountPrevious: Link


class OrderBook(Container):
    __annotations__ = index("bid", "ask", "rising", "falling", "expiry") | {
        "expiryTriggers": Vector[Trigger, 2**24],
        "orders": List[Order, 2**24],
        "firstFree": Link,
        "openOrderCount": uint32,
        "sequence": uint64,
    }


class MarketQueues(Container):
    __annotations__ = index("longPrice", "shortPrice", "longCarry", "shortCarry", "longEntry", "shortEntry")


class AccountQueues(Container):
    __annotations__ = index("collateral", "liquidation", "deadMan")


class Withdrawal(Container):
    owner: OwnerID
    recipient: Address
    asset: Asset
    amount: uint64
    blockNumber: uint64


class Totals(Container):
    deposited: Notional
    withdrawn: Notional
    cash: Notional
    cost: Notional
    unsettledFunding: MicroAtoms
    unsettledLoss: MicroAtoms
    residue: MicroAtoms
    collateralDeposited: Quantity
    collateralWithdrawn: Quantity
    collateral: Quantity


class State(Container):
    clock: Clock
    inbox: InboxCursor
    parameters: Parameters
    rules: List[MarketRules, 2**6]
    prices: List[PublishedPrice, 2**11]
    collateral: CollateralState
    equivocations: List[Equivocation, 2**20]
    markets: List[Market, 2**6]
    owners: List[Owner, 2**32]
    sessionKeys: List[SessionKey, 2**32]
    directories: List[SubAccountDirectory, 2**32]
    accounts: List[Account, 2**32]
    positions: List[Position, 2**32]
    firstFreePosition: Link
    books: List[OrderBook, 2**6]
    marketQueues: List[MarketQueues, 2**6]
    positionTriggers: Vector[Trigger, 2**34]
    accountQueues: AccountQueues
    accountTriggers: Vector[Trigger, 2**34]
    firstTouched: Link
    withdrawals: List[Withdrawal, 2**32]
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


class EventFrontier(Container):
    """The right edge of `List[Event, 2^21]`."""

    count: uint64
    nodes: Vector[Bytes32, 21]


class ReceiptFrontier(Container):
    """The right edge of `List[Receipt, 2^33]`."""

    count: uint64
    nodes: Vector[Bytes32, 33]


class Source(uint8, Enumeration):
    names = ("message", "report", "liquidation", "item", "funding", "timer", "stop", "disposal", "mark")


class Frame(uint8, Enumeration):
    names = (
        *("none", "matchOrder", "liquidate", "sumLevels", "findOrder", "cancelOrders", "batch", "setTriggers"),
        "samplePremium",
    )


class Rung(uint8, Enumeration):
    names = ("cancelOrders", "convert", "choosePosition", "close", "takeOver", "deleverage", "settle")


class Work(Container):
    kind: Frame
    source: Source
    sourceIndex: uint32
    events: EventFrontier
    account: AccountID
    market: MarketID
    side: Side
    terms: uint32
    tick: uint32
    remaining: Quantity
    clientID: uint128
    expiryMs: uint64
    order: uint64
    operation: uint32
    operationCount: uint32
    isAtomic: boolean
    savedState: Bytes32
    savedEvents: EventFrontier
    rung: Rung
    position: Link
    counterparty: Link
    lossMarket: Link
    atomsPerLot: uint64
    lots: Quantity
    notional: Notional
    headroom: MicroAtoms
    exposure: MicroAtoms


class Phase(uint8, Enumeration):
    names = (
        *("idle", "open", "inbox", "oracle", "mark", "funding", "timers", "liquidate", "stops", "forced", "items"),
        "close",
    )


class Building(Container):
    phase: Phase
    cursor: uint64
    timestampMs: uint64
    epoch: uint64
    preStateRoot: Bytes32
    inputsRoot: Bytes32
    messageCount: uint32
    reportCount: uint32
    itemCount: uint32
    receipts: ReceiptFrontier
    stepCount: uint64
    forcedCount: uint32


class Execution(Container):
    work: Work
    building: Building
    state: State
    lastBlock: Bytes32


class InboxMessage(Container):
    index: uint64
    kind: uint8
    l1Number: uint64
    l1TimeMs: uint64
    payload: ByteList[512]


class PriceReport(Container):
    feed: uint16
    price: uint64
    confidence: uint64
    exponent: int8
    publishTimeMs: uint64
    sequence: uint64


class Signature(Container):
    r: Bytes32
    s: Bytes32
    yParity: uint8


class SignedPriceReport(Container):
    report: PriceReport
    publisher: uint8
    signature: Signature


class BlockInputs(Container):
    timestampMs: uint64
    epoch: uint64
    messages: List[InboxMessage, 2**16]
    reports: List[ByteList[512], 2**10]
    items: List[ByteList[2**14], 2**16]
