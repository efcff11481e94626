import Cryptography
import JSON
import Ledger
import MockL1
import SSZ
import Units

// The L1 and the rules of its contracts, as a genesis file has them.
extension L1Genesis {
  /// - Parameters:
  ///   - field: the file's `l1`.
  ///   - genesis: what the L2 starts from: its money is in the vault, and the L1 begins with it.
  init(_ field: GenesisField, _ genesis: Genesis) throws(GenesisFileError) {
    let collateral = genesis.parameters.collateral
    let balances = try Self.balances(field, collateral)
    let sequencer = try field["sequencer"].address()
    let bond = try field["minimumBond"].count(Decimal.quoteDecimals)
    let (disputes, forced) = (try DisputeRules(field["disputes"]), try ForcedRules(field["forced"]))
    let bridge = try BridgeRules(field["bridge"])
    do throws(L1GenesisError) {
      try self.init(
        timestampMs: genesis.timestampMs, sequencer: sequencer, minimumBondAtoms: bond,
        vaultAtoms: genesis.vaultAtoms, isCollateralRegistered: collateral.isEnabled, forced: forced,
        balances: balances, disputes: disputes, bridge: bridge)
    } catch { throw Self.error(error, in: field) }
  }

  private static func balances(
    _ field: GenesisField, _ collateral: CollateralRules
  ) throws(GenesisFileError) -> [Balance] {
    var balances: [Balance] = []
    for (address, amount) in try field["balances"].members() {
      balances.append(Balance(address, atoms: try amount.count(Decimal.quoteDecimals)))
    }
    for (address, amount) in try field["collateralBalances"].members() {
      let lots = try amount.count(Int(collateral.lotDecimals))
      guard collateral.isEnabled else { throw amount.error("possible where there is no collateral asset") }
      if let index = balances.firstIndex(where: { $0.address == address }) {
        balances[index].lots = lots
      } else {
        balances.append(Balance(address, atoms: 0, lots: lots))
      }
    }
    return balances
  }

  private static func error(_ error: L1GenesisError, in field: GenesisField) -> GenesisFileError {
    switch error {
    case .tooManyBalances, .listedTwice, .supplyOverflow:
      field["balances"].error("balances that add up: \(error)")
    case .overdueAtOnce: field["forced"]["delayBlocks"].error("at least 1")
    case .disputeRules:
      field["disputes"].error(
        "a game that can be played: levels from 2 to 62 together, an extension of at most half the clock, and bonds "
          + "below 2^64 atoms down to the last level")
    }
  }
}

extension GenesisField {
  /// A delay or a window of so many L1 blocks.
  fileprivate func blocks(atLeast least: Int64) throws(GenesisFileError) -> UInt64 {
    UInt64(try integer(in: least...1_000_000_000_000))
  }

  fileprivate static let yearMs: Int64 = 31_536_000_000
}

extension DisputeRules {
  /// What games start from is not in the file: it follows from the rest of it.
  init(_ field: GenesisField) throws(GenesisFileError) {
    self.init()
    batchLevels = UInt8(try field["batchLevels"].integer(in: 0...62))
    stepLevels = UInt8(try field["stepLevels"].integer(in: 0...62))
    clockMs = try field["clockMs"].time(1...GenesisField.yearMs)
    extensionMs = try field["extensionMs"].time(0...GenesisField.yearMs)
    baseBondAtoms = try field["baseBond"].count(Decimal.quoteDecimals)
    bondAtomsPerLevel = try field["bondPerLevel"].count(Decimal.quoteDecimals)
    winnerPartsPerMillion = try field["winnerShare"].rate().partsPerMillion
    payoutDelayMs = try field["payoutDelayMs"].time(0...GenesisField.yearMs)
  }

  var json: JSONValue {
    [
      "batchLevels": .count(batchLevels), "stepLevels": .count(stepLevels), "clockMs": .count(clockMs),
      "extensionMs": .count(extensionMs),
      "baseBond": .string(Decimal.format(Int128(baseBondAtoms), decimals: Decimal.quoteDecimals)),
      "bondPerLevel": .string(Decimal.format(Int128(bondAtomsPerLevel), decimals: Decimal.quoteDecimals)),
      "winnerShare": .string(Rate(partsPerMillion: winnerPartsPerMillion).text),
      "payoutDelayMs": .count(payoutDelayMs),
    ]
  }
}

extension ForcedRules {
  init(_ field: GenesisField) throws(GenesisFileError) {
    self.init(
      delayBlocks: try field["delayBlocks"].blocks(atLeast: 1),
      messageLimit: UInt32(try field["messageLimit"].integer(in: 0...Int64(UInt32.max))))
  }

  var json: JSONValue { ["delayBlocks": .count(delayBlocks), "messageLimit": .count(messageLimit)] }
}

extension BridgeRules {
  init(_ field: GenesisField) throws(GenesisFileError) {
    self.init(
      withdrawalDelayBlocks: try field["withdrawalDelayBlocks"].blocks(atLeast: 0),
      escapeDelayBlocks: try field["escapeDelayBlocks"].blocks(atLeast: 1),
      exitWindowBlocks: try field["exitWindowBlocks"].blocks(atLeast: 0))
  }

  var json: JSONValue {
    [
      "withdrawalDelayBlocks": .count(withdrawalDelayBlocks), "escapeDelayBlocks": .count(escapeDelayBlocks),
      "exitWindowBlocks": .count(exitWindowBlocks),
    ]
  }
}
