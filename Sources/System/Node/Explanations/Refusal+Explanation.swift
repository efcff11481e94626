import Ledger

extension Refusal.Reason {
  /// The comparison that failed, in the words of the facts (`factNames`), and the smallest change that would make it hold.
  var explanation: (rule: String, cure: String) {
    switch self {
    case .malformed:
      ("the bytes are the one SSZ encoding of their type, at most byteLimit of them", "encode them as documented")
    case .unknownScheme: ("scheme < knownSchemes", "use scheme 0, EIP-712")
    case .unknownOwner: ("owner < ownerCount", "deposit first: the bridge gives the owner its number")
    case .unknownSubAccount: ("subAccount < subAccountCount", "open it by a transfer to it, in the order of numbers")
    case .unknownKey:
      ("the slot holds a key of this generation", "sign with slot 0, the owner's own key, or add the key anew")
    case .malformedSignature: ("r and s are numbers of the curve, and a key follows from them", "sign again")
    case .highS: ("s ≤ half the order of the curve (EIP-2)", "use order − s, and flip the parity")
    case .wrongSigner:
      ("the address recovered from the signature is the one on record", "sign this digest with the key of that address")
    case .keyExpired: ("blockTimestampMs ≤ expiryMs of the key", "add the key again with a later end")
    case .nonceUsed: ("the nonce is in the window and unused", "take a nonce above highestNonce")
    case .nonceTooOld: ("nonce > highestNonce − 256", "take a nonce above highestNonce")
    case .nonceTooFarAhead: ("nonce ≤ nonceLimit, the highest one used + 65,536", "take a smaller nonce")
    case .expired: ("blockTimestampMs ≤ expiryMs", "sign it again with a later end, or none")
    case .unknownMarket: ("market < marketCount", "choose one of the markets that perp_markets lists")
    case .priceAbsent: ("the market has a mark", "wait until a quorum of publishers has reported")
    case .priceStale:
      ("ageMs ≤ ageLimitMs, or the order could only make the position smaller", "wait for a price, or reduce only")
    case .tickOutOfRange: ("0 < tick < tickLimit", "choose a price inside the market's range")
    case .quantityBelowMinimum: ("lots ≥ minimumLots", "ask for at least the minimum")
    case .quantityAboveMaximum: ("lots ≤ maximumLots", "split the order")
    case .positionAboveMaximum:
      ("position and open orders of one side together ≤ maximumLots", "ask for less, or cancel orders of that side")
    case .tooManyOpenOrders: ("orderCount < orderLimit", "cancel an order")
    case .bookFull: ("orders in the book < orderLimit", "wait until orders leave the book")
    case .insufficientMargin:
      (
        "available ≥ required: equity against the initial margin of the worst case of position and open orders",
        "deposit the gap, ask for less, or cancel open orders"
      )
    case .unknownOrder: ("the order still rests or waits", "none needed: it was filled or cancelled before")
    case .notOrderOwner: ("account = orderAccount", "let the account that placed it sign")
    case .postOnlyWouldTrade:
      (
        "the limit does not reach bestTick, the best price of the other side",
        "move the limit away by at least one tick"
      )
    case .fillOrKillUnfilled:
      ("fillableLots ≥ lots at the limit or better", "ask for less, accept a worse price, or use immediate-or-cancel")
    case .reduceOnlyWouldIncrease:
      ("lots of the opposite position > 0", "drop reduce-only, or trade the other side")
    case .triggerMet:
      ("the mark has not reached the trigger yet", "place an ordinary order, or choose a trigger beyond the mark")
    case .orderExpired: ("blockTimestampMs ≤ expiryMs", "choose a later end, or none")
    case .batchEmpty: ("a batch has at least one operation", "leave it out")
    case .operationRefused:
      ("every operation of an atomic batch is accepted", "mend that operation, or send the batch with mode skip")
    case .unknownFeed: ("feed < feedCount, or the collateral's", "report for a feed that exists")
    case .unknownPublisher: ("publisher < publisherCount", "report under the publisher's own place")
    case .reportSequenceNotRising: ("sequence > lastSequence", "number the report higher than the last one")
    case .reportTimeNotRising: ("publishTimeMs > lastPublishTimeMs", "date the report later than the last one")
    case .reportFromFuture: ("publishTimeMs ≤ latestTimeMs", "set the publisher's clock")
    case .reportTooOld: ("publishTimeMs ≥ earliestTimeMs", "report a newer price")
    case .reportTooUncertain: ("confidence ≤ confidenceLimit", "report once the price is surer")
    case .priceOutOfRange: ("0 < atomsPerLot < atomsPerLotLimit", "check the exponent")
    case .reportEquivocates:
      ("one publisher says one thing under one sequence number", "none: both reports are kept as evidence")
    case .unknownMessageKind: ("the rollup knows the kind", "send a kind that this version knows")
    case .ownerOutOfOrder: ("owner ≤ ownerCount", "none: the bridge numbers owners in order")
    case .ownerAddressMismatch: ("the owner's address is the one on record", "none: the bridge keeps them together")
    case .messageOutOfOrder: ("index = expectedIndex", "none: the inbox is read in order")
    case .unknownAsset: ("asset < assetCount", "deposit an asset that the exchange takes")
    case .collateralFull: ("all collateral together < lotLimit", "deposit less")
    case .keyActionOutOfScope:
      ("the key's scope has the action's bit", "let the owner sign, or add the key with that action")
    case .keyMarketOutOfScope:
      ("the key's scope has the market's bit", "let the owner sign, or add the key with that market")
    case .keyNotionalAboveCap:
      ("worst case of position and open orders, at the mark, ≤ cap", "ask for less, or let the owner raise the cap")
    case .unknownKeySlot: ("1 ≤ slot ≤ slotLimit", "choose a slot from 1 to 8")
    case .keyAddressInvalid:
      ("a session key is an address of its own", "use an address that is neither zero nor the owner's")
    case .amountZero: ("amount > 0", "name an amount")
    case .insufficientBalance: ("available ≥ required", "ask for less")
    case .subAccountOutOfOrder: ("subAccount ≤ nextSubAccount", "open the sub-accounts in order")
    case .recipientMismatch:
      ("number and address name the same owner, not a reserved one", "look the owner's number up again")
    case .outboxFull: ("withdrawals < limit", "none in this deployment")
    case .marketNotIsolated: ("the market has an isolated account", "turn isolated margin on first")
    case .isolatedInUse: ("the isolated account has no position and no orders", "close and cancel there first")
    case .crossInUse: ("the cross bucket has no position and no orders in the market", "close and cancel there first")
    }
  }
}
