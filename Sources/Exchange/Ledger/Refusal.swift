/// Why an input changed nothing, and the two values that disagreed.
///
/// The list is closed and its numbers are frozen: they stand in receipts, under the receipts root. Checks run in one
/// order, which the pages of `StateTransition` list, so the same bytes give the same reason everywhere.
public struct Refusal: Error, Equatable, Sendable {
  public let reason: Reason
  public let limit: Int128
  public let found: Int128

  public init(_ reason: Reason, limit: Int128 = 0, found: Int128 = 0) {
    self.reason = reason
    self.limit = limit
    self.found = found
  }

  public init(_ reason: Reason, limit: some BinaryInteger, found: some BinaryInteger) {
    self.init(reason, limit: Int128(truncatingIfNeeded: limit), found: Int128(truncatingIfNeeded: found))
  }

  public enum Reason: UInt16, CaseIterable, Sendable {
    // Unauthenticated: the state is unchanged.
    case malformed = 1
    case unknownScheme = 2
    case unknownOwner = 3
    case unknownSubAccount = 4
    case unknownKey = 5
    case malformedSignature = 6
    case highS = 7
    case wrongSigner = 8
    case keyExpired = 9

    // Authenticated, but the nonce cannot be used: the state is unchanged.
    case nonceUsed = 10
    case nonceTooOld = 11
    case nonceTooFarAhead = 12

    // Authenticated and refused: only the nonce is used.
    case expired = 20
    case unknownMarket = 21
    case priceAbsent = 22
    case priceStale = 23
    case tickOutOfRange = 24
    case quantityBelowMinimum = 25
    case quantityAboveMaximum = 26
    case positionAboveMaximum = 27
    case tooManyOpenOrders = 28
    case bookFull = 29
    case insufficientMargin = 30
    case unknownOrder = 31
    case notOrderOwner = 32
    case postOnlyWouldTrade = 33
    case fillOrKillUnfilled = 34
    case reduceOnlyWouldIncrease = 35
    case triggerMet = 36
    case orderExpired = 37
    case batchEmpty = 38
    case operationRefused = 39

    // Price reports.
    case unknownFeed = 40
    case unknownPublisher = 41
    case reportSequenceNotRising = 42
    case reportTimeNotRising = 43
    case reportFromFuture = 44
    case reportTooOld = 45
    case reportTooUncertain = 46
    case priceOutOfRange = 47
    case reportEquivocates = 48

    // Inbox messages.
    case unknownMessageKind = 60
    case ownerOutOfOrder = 61
    case ownerAddressMismatch = 62
    case messageOutOfOrder = 63
    case unknownAsset = 64
    case collateralFull = 65

    // Owners and keys; authenticated, and refused.
    case keyActionOutOfScope = 70
    case keyMarketOutOfScope = 71
    case keyNotionalAboveCap = 72
    case unknownKeySlot = 73
    case keyAddressInvalid = 74
    case amountZero = 75
    case insufficientBalance = 76
    case subAccountOutOfOrder = 77
    case recipientMismatch = 78
    case outboxFull = 79
    case marketNotIsolated = 80
    case isolatedInUse = 81
    case crossInUse = 82
  }
}

extension Refusal.Reason {
  #if !hasFeature(Embedded)  // Where no case knows its name.
    /// The name at our borders: `INSUFFICIENT_MARGIN`.
    public var name: String {
      var name = ""
      for character in String(describing: self) {
        if character.isUppercase { name += "_" }
        name += character.uppercased()
      }
      return name
    }
  #endif

  /// What `limit` and `found` are, for those who read them; nil where the reason says all.
  public var factNames: (limit: String, found: String)? {
    switch self {
    case .malformed: ("byteLimit", "byteCount")
    case .unknownScheme: ("knownSchemes", "scheme")
    case .unknownOwner: ("ownerCount", "owner")
    case .unknownSubAccount: ("subAccountCount", "subAccount")
    case .unknownKey: ("keySlot", "keyGeneration")
    case .malformedSignature, .highS, .wrongSigner: nil
    case .nonceUsed, .nonceTooOld: ("highestNonce", "nonce")
    case .nonceTooFarAhead: ("nonceLimit", "nonce")
    case .expired: ("expiryMs", "blockTimestampMs")
    case .unknownMarket: ("marketCount", "market")
    case .priceAbsent: nil
    case .priceStale: ("ageLimitMs", "ageMs")
    case .tickOutOfRange: ("tickLimit", "tick")
    case .quantityBelowMinimum: ("minimumLots", "lots")
    case .quantityAboveMaximum: ("maximumLots", "lots")
    case .positionAboveMaximum: ("maximumLots", "lots")
    case .tooManyOpenOrders: ("orderLimit", "orderCount")
    case .bookFull: ("orderLimit", "orderCount")
    case .insufficientMargin: ("required", "available")
    case .unknownOrder: ("sequence", "order")
    case .notOrderOwner: ("orderAccount", "account")
    case .unknownFeed: ("feedCount", "feed")
    case .unknownPublisher: ("publisherCount", "publisher")
    case .reportSequenceNotRising: ("lastSequence", "sequence")
    case .reportTimeNotRising: ("lastPublishTimeMs", "publishTimeMs")
    case .reportFromFuture: ("latestTimeMs", "publishTimeMs")
    case .reportTooOld: ("earliestTimeMs", "publishTimeMs")
    case .reportTooUncertain: ("confidenceLimit", "confidence")
    case .priceOutOfRange: ("atomsPerLotLimit", "atomsPerLot")
    case .unknownMessageKind: ("knownKinds", "kind")
    case .ownerOutOfOrder: ("ownerCount", "owner")
    case .ownerAddressMismatch: nil
    case .messageOutOfOrder: ("expectedIndex", "index")
    case .keyExpired: ("expiryMs", "blockTimestampMs")
    case .postOnlyWouldTrade: ("bestTick", "tick")
    case .fillOrKillUnfilled: ("lots", "fillableLots")
    case .reduceOnlyWouldIncrease: ("reducibleLots", "lots")
    case .triggerMet: ("triggerAtomsPerLot", "markAtomsPerLot")
    case .orderExpired: ("expiryMs", "blockTimestampMs")
    case .batchEmpty: nil
    case .operationRefused: ("operation", "code")
    case .reportEquivocates: ("firstSequence", "sequence")
    case .unknownAsset: ("assetCount", "asset")
    case .collateralFull: ("lotLimit", "lots")
    case .keyActionOutOfScope: ("actions", "action")
    case .keyMarketOutOfScope: ("markets", "market")
    case .keyNotionalAboveCap: ("cap", "notional")
    case .unknownKeySlot: ("slotLimit", "slot")
    case .keyAddressInvalid: nil
    case .amountZero: nil
    case .insufficientBalance: ("required", "available")
    case .subAccountOutOfOrder: ("nextSubAccount", "subAccount")
    case .recipientMismatch: ("ownerCount", "owner")
    case .outboxFull: ("limit", "found")
    case .marketNotIsolated: ("marketCount", "market")
    case .isolatedInUse: ("openOrderCount", "lots")
    case .crossInUse: ("openOrderCount", "lots")
    }
  }
}
