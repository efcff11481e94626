import Cryptography
import JSON
import Ledger
import SSZ
import Units

// The rules of the whole exchange, as a genesis file has them.
extension Parameters {
  /// - Parameter file: all of it.
  init(_ file: GenesisField) throws(GenesisFileError) {
    self.init()
    version = 1
    chainID = UInt64(try file["chainId"].integer(in: 1...Int64.max))
    bridge = try file["bridge"].address()
    try readOracle(file["oracle"])
    collateral = try CollateralRules(file["collateral"])
    ladder = try LiquidationLadder(file["ladder"])
    insuranceFeeShare = try file["insuranceFeeShare"].rate()
    for (index, name) in Self.markStates.enumerated() {
      permissions[index] = try Self.actions(file["permissions"][name]).rawValue
    }
  }

  private mutating func readOracle(_ oracle: GenesisField) throws(GenesisFileError) {
    let publishers = try oracle["publishers"].elements(limit: Self.publisherLimit)
    publisherCount = UInt8(publishers.count)
    for (index, publisher) in publishers.enumerated() { self.publishers[index] = try publisher.address() }
    quorum = UInt8(try oracle["quorum"].integer(in: 1...Int64(Self.publisherLimit)))
    reportAgeLimitMs = try oracle["ageLimitMs"].time(1...86_400_000)
    reportFutureLimitMs = try oracle["futureLimitMs"].time(0...86_400_000)
    confidenceLimit = try oracle["confidenceLimit"].rate()
    deviationLimit = try oracle["deviationLimit"].rate()
    bandBase = try oracle["bandBase"].rate()
    bandPerSecond = try oracle["bandPerSecond"].rate()
  }

  /// In the order of `MarkState`.
  private static let markStates = ["fresh", "stale", "absent"]

  private static let actionNames: [(String, Action)] = [
    ("increaseRisk", .increaseRisk), ("reduceRisk", .reduceRisk), ("liquidate", .liquidate),
  ]

  private static func actions(_ field: GenesisField) throws(GenesisFileError) -> Action {
    var actions: Action = []
    for element in try field.elements(limit: actionNames.count) {
      let name = try element.string()
      guard let action = actionNames.first(where: { $0.0 == name })?.1 else {
        throw element.error("one of \(actionNames.map(\.0).joined(separator: ", "))")
      }
      actions.insert(action)
    }
    return actions
  }

  var oracleJSON: JSONValue {
    [
      "publishers": .array(publishers.elements.prefix(Int(publisherCount)).map { .string($0.checksummed) }),
      "quorum": .count(quorum), "ageLimitMs": .count(reportAgeLimitMs), "futureLimitMs": .count(reportFutureLimitMs),
      "confidenceLimit": .string(confidenceLimit.text), "deviationLimit": .string(deviationLimit.text),
      "bandBase": .string(bandBase.text), "bandPerSecond": .string(bandPerSecond.text),
    ]
  }

  var permissionsJSON: JSONValue {
    var object = JSONObject()
    for (index, name) in Self.markStates.enumerated() {
      let actions = Action(rawValue: permissions[index])
      object[name] = .array(Self.actionNames.filter { actions.contains($0.1) }.map { .string($0.0) })
    }
    return .object(object)
  }
}

extension CollateralRules {
  /// `null` for an exchange whose only money is USDC.
  init(_ field: GenesisField) throws(GenesisFileError) {
    self.init()
    guard !field.isNull else { return }
    symbol = try field["symbol"].symbol(limit: 16)
    lotDecimals = UInt8(try field["lotDecimals"].integer(in: 0...12))
    initialHaircut = try field["initialHaircut"].rate()
    maintenanceHaircut = try field["maintenanceHaircut"].rate()
    conversionDiscount = try field["conversionDiscount"].rate()
  }

  var json: JSONValue {
    guard isEnabled else { return .null }
    return [
      "symbol": .string(name), "lotDecimals": .count(lotDecimals), "initialHaircut": .string(initialHaircut.text),
      "maintenanceHaircut": .string(maintenanceHaircut.text),
      "conversionDiscount": .string(conversionDiscount.text),
    ]
  }
}

extension LiquidationLadder {
  init(_ field: GenesisField) throws(GenesisFileError) {
    self.init()
    targetShare = try field["targetShare"].rate()
    fee = try field["fee"].rate()
    retryMs = try field["retryMs"].time(0...86_400_000)
    disposalMs = try field["disposalMs"].time(0...86_400_000)
    disposalShare = try field["disposalShare"].rate()
    disposalBand = try field["disposalBand"].rate()
  }

  var json: JSONValue {
    [
      "targetShare": .string(targetShare.text), "fee": .string(fee.text), "retryMs": .count(retryMs),
      "disposalMs": .count(disposalMs), "disposalShare": .string(disposalShare.text),
      "disposalBand": .string(disposalBand.text),
    ]
  }
}
