import Cryptography
import JSON
import Ledger
import MockL1
import SSZ
import Settlement
import Units

extension DevnetGenesis {
  /// The file that reads back as this genesis.
  public var json: JSONValue {
    let parameters = genesis.parameters
    return [
      "format": .integer(Self.fileFormat), "chainId": .count(parameters.chainID),
      "bridge": .string(parameters.bridge.checksummed), "timestampMs": .count(genesis.timestampMs), "l1": l1JSON,
      "derivation": ["maxFutureMs": .count(rules.maxFutureMs), "maxBackdateMs": .count(rules.maxBackdateMs)],
      "oracle": parameters.oracleJSON, "permissions": parameters.permissionsJSON,
      "collateral": parameters.collateral.json, "ladder": parameters.ladder.json,
      "insuranceFeeShare": .string(parameters.insuranceFeeShare.text),
      "insurance": .string(Decimal.format(genesis.insurance)), "backstop": .string(Decimal.format(genesis.backstop)),
      "markets": .array(genesis.markets.elements.map(\.json)),
    ]
  }

  private var l1JSON: JSONValue {
    var (balances, collateral) = (JSONObject(), JSONObject())
    let lotDecimals = Int(genesis.parameters.collateral.lotDecimals)
    for balance in l1.balances {
      let address = balance.address.checksummed
      balances[address] = .string(Decimal.format(Int128(balance.atoms), decimals: Decimal.quoteDecimals))
      if balance.lots > 0 { collateral[address] = .string(Decimal.format(Int128(balance.lots), decimals: lotDecimals)) }
    }
    return [
      "chainId": .count(l1ChainID), "blockTimeMs": .count(l1BlockTimeMs),
      "sequencer": .string(l1.sequencer.checksummed),
      "minimumBond": .string(Decimal.format(Int128(l1.minimumBondAtoms), decimals: Decimal.quoteDecimals)),
      "balances": .object(balances), "collateralBalances": .object(collateral), "disputes": l1.disputes.json,
      "forced": l1.forced.json, "bridge": l1.bridge.json,
    ]
  }
}

extension Rate {
  /// As a fraction: `0.025`.
  public var text: String { Decimal.format(Int128(partsPerMillion), decimals: 6) }
}
