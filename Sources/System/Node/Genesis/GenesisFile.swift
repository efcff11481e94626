import Cryptography
import JSON
import Ledger
import MockL1
import SSZ
import Settlement
import Units

/// Why a genesis file cannot be used: where, and what would be right.
public struct GenesisFileError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  public let message: String

  public var description: String { "genesis, \(path): \(message)" }
}

extension DevnetGenesis {
  public static let fileFormat: Int64 = 1

  /// Reads a genesis file. Every field is required; a `timestampMs` of 0 stands for the time of the first start.
  public init(text: [UInt8]) throws(GenesisFileError) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue.parse(text) } catch {
      throw GenesisFileError(path: "file", message: "\(error)")
    }
    let file = Field("", json)
    guard try file["format"].integer(in: 0...Int64.max) == Self.fileFormat else {
      throw GenesisFileError(path: "format", message: "this version reads format \(Self.fileFormat)")
    }
    var genesis = Genesis()
    genesis.timestampMs = UInt64(try file["timestampMs"].integer(in: 0...Int64(Genesis.timeLimitMs)))
    genesis.parameters = try Self.parameters(file)
    genesis.insurance = Notional(atoms: try file["insurance"].decimal(Decimal.quoteDecimals))
    genesis.markets = try Self.markets(file["markets"])
    do throws(GenesisError) { _ = try genesis.state() } catch {
      throw GenesisFileError(path: "markets and oracle", message: "\(error)")
    }
    let derivation = file["derivation"]
    self.init(
      genesis: genesis, l1: try Self.l1(file["l1"], genesis),
      rules: DerivationRules(
        maxFutureMs: UInt64(try derivation["maxFutureMs"].integer(in: 0...86_400_000)),
        maxBackdateMs: UInt64(try derivation["maxBackdateMs"].integer(in: 1_000...86_400_000))),
      l1BlockTimeMs: UInt64(try file["l1"]["blockTimeMs"].integer(in: 1...3_600_000)),
      l1ChainID: UInt64(try file["l1"]["chainId"].integer(in: 1...Int64.max)))
  }

  private static func parameters(_ file: Field) throws(GenesisFileError) -> Parameters {
    var parameters = Parameters()
    parameters.version = 1
    parameters.chainID = UInt64(try file["chainId"].integer(in: 1...Int64.max))
    parameters.bridge = try file["bridge"].address()
    let oracle = file["oracle"]
    let publishers = try oracle["publishers"].elements(limit: Parameters.publisherLimit)
    parameters.publisherCount = UInt8(publishers.count)
    for (index, publisher) in publishers.enumerated() { parameters.publishers[index] = try publisher.address() }
    parameters.quorum = UInt8(try oracle["quorum"].integer(in: 1...Int64(Parameters.publisherLimit)))
    parameters.reportAgeLimitMs = UInt64(try oracle["ageLimitMs"].integer(in: 1...86_400_000))
    parameters.reportFutureLimitMs = UInt64(try oracle["futureLimitMs"].integer(in: 0...86_400_000))
    parameters.confidenceLimit = try oracle["confidenceLimit"].rate()
    for (index, name) in ["fresh", "stale", "absent"].enumerated() {
      parameters.permissions[index] = try actions(file["permissions"][name]).rawValue
    }
    return parameters
  }

  private static let actionNames: [(String, Parameters.Action)] = [
    ("increaseRisk", .increaseRisk), ("reduceRisk", .reduceRisk), ("liquidate", .liquidate),
  ]

  private static func actions(_ field: Field) throws(GenesisFileError) -> Parameters.Action {
    var actions: Parameters.Action = []
    for element in try field.elements(limit: actionNames.count) {
      let name = try element.string()
      guard let action = actionNames.first(where: { $0.0 == name })?.1 else {
        throw element.error("one of \(actionNames.map(\.0).joined(separator: ", "))")
      }
      actions.insert(action)
    }
    return actions
  }

  private static func markets(_ field: Field) throws(GenesisFileError) -> BoundedList<MarketRules, 64> {
    var markets: [MarketRules] = []
    for (index, element) in try field.elements(limit: MarketRules.marketLimit).enumerated() {
      markets.append(try market(element, feed: UInt16(index)))
    }
    do throws(DecodingError) { return try BoundedList(markets) } catch { throw field.error("at most 64 markets") }
  }

  private static func market(_ field: Field, feed: UInt16) throws(GenesisFileError) -> MarketRules {
    var rules = MarketRules()
    let symbol = Array(try field["symbol"].string().utf8)
    guard !symbol.isEmpty, symbol.count <= 16, symbol.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw field["symbol"].error("1 to 16 characters of ASCII without spaces")
    }
    rules.symbol = Bytes32(symbol + [UInt8](repeating: 0, count: 32 - symbol.count))
    rules.feed = feed
    rules.lotDecimals = UInt8(try field["lotDecimals"].integer(in: 0...12))
    rules.tickAtomsPerLot = UInt32(try field["tickAtomsPerLot"].integer(in: 1...1 << 20))
    let decimals = Int(rules.lotDecimals)
    rules.orderMinimum = Quantity(lots: try field["orderMinimum"].count(decimals))
    rules.orderMaximum = Quantity(lots: try field["orderMaximum"].count(decimals))
    rules.positionMaximum = Quantity(lots: try field["positionMaximum"].count(decimals))
    let tiers = try field["tiers"].elements(limit: 8)
    rules.tierCount = UInt8(tiers.count)
    for (index, tier) in tiers.enumerated() {
      rules.tiers[index] = MarginTier(
        upTo: Notional(atoms: try tier["upTo"].decimal(Decimal.quoteDecimals)), initial: try tier["initial"].rate(),
        maintenance: try tier["maintenance"].rate(), closeOut: try tier["closeOut"].rate())
    }
    return rules
  }

  private static func l1(_ field: Field, _ genesis: Genesis) throws(GenesisFileError) -> L1Genesis {
    var balances: [L1Genesis.Balance] = []
    for (address, amount) in try field["balances"].members() {
      balances.append(L1Genesis.Balance(address, atoms: try amount.count(Decimal.quoteDecimals)))
    }
    let vault = UInt64(clamping: genesis.insurance.atoms)
    let sequencer = try field["sequencer"].address()
    let bond = try field["minimumBond"].count(Decimal.quoteDecimals)
    do throws(L1GenesisError) {
      return try L1Genesis(
        timestampMs: genesis.timestampMs, sequencer: sequencer, minimumBondAtoms: bond, vaultAtoms: vault,
        balances: balances)
    } catch { throw field["balances"].error("balances that add up: \(error)") }
  }
}

extension DevnetGenesis {
  /// The file that reads back as this genesis.
  public var json: JSONValue {
    let parameters = genesis.parameters
    return [
      "format": .integer(Self.fileFormat),
      "chainId": .integer(Int64(parameters.chainID)),
      "bridge": .string(parameters.bridge.checksummed),
      "timestampMs": .integer(Int64(genesis.timestampMs)),
      "l1": [
        "chainId": .integer(Int64(l1ChainID)),
        "blockTimeMs": .integer(Int64(l1BlockTimeMs)),
        "sequencer": .string(l1.sequencer.checksummed),
        "minimumBond": .string(Decimal.format(Int128(l1.minimumBondAtoms), decimals: Decimal.quoteDecimals)),
        "balances": balancesJSON,
      ],
      "derivation": [
        "maxFutureMs": .integer(Int64(rules.maxFutureMs)), "maxBackdateMs": .integer(Int64(rules.maxBackdateMs)),
      ],
      "oracle": [
        "publishers": .array(
          parameters.publishers.elements.prefix(Int(parameters.publisherCount)).map { .string($0.checksummed) }),
        "quorum": .integer(Int64(parameters.quorum)),
        "ageLimitMs": .integer(Int64(parameters.reportAgeLimitMs)),
        "futureLimitMs": .integer(Int64(parameters.reportFutureLimitMs)),
        "confidenceLimit": .string(parameters.confidenceLimit.text),
      ],
      "permissions": [
        "fresh": actionsJSON(0), "stale": actionsJSON(1), "absent": actionsJSON(2),
      ],
      "insurance": .string(Decimal.format(genesis.insurance)),
      "markets": .array(genesis.markets.elements.map(Self.marketJSON)),
    ]
  }

  private var balancesJSON: JSONValue {
    var object = JSONObject()
    for balance in l1.balances {
      object[balance.address.checksummed] = .string(
        Decimal.format(Int128(balance.atoms), decimals: Decimal.quoteDecimals))
    }
    return .object(object)
  }

  private func actionsJSON(_ state: Int) -> JSONValue {
    let actions = Parameters.Action(rawValue: genesis.parameters.permissions[state])
    return .array(Self.actionNames.filter { actions.contains($0.1) }.map { .string($0.0) })
  }

  private static func marketJSON(_ rules: MarketRules) -> JSONValue {
    let units = MarketUnits(rules)
    return [
      "symbol": .string(rules.name),
      "lotDecimals": .integer(Int64(rules.lotDecimals)),
      "tickAtomsPerLot": .integer(Int64(rules.tickAtomsPerLot)),
      "orderMinimum": .string(units.size(rules.orderMinimum)),
      "orderMaximum": .string(units.size(rules.orderMaximum)),
      "positionMaximum": .string(units.size(rules.positionMaximum)),
      "tiers": .array(
        rules.tiers.elements.prefix(Int(rules.tierCount)).map { tier in
          [
            "upTo": .string(Decimal.format(tier.upTo)), "initial": .string(tier.initial.text),
            "maintenance": .string(tier.maintenance.text), "closeOut": .string(tier.closeOut.text),
          ]
        }),
    ]
  }
}

extension Rate {
  /// As a fraction: `0.025`.
  public var text: String { Decimal.format(Int128(partsPerMillion), decimals: 6) }
}

/// A value in the file, and how to get there.
private struct Field {
  let path: String
  let value: JSONValue?

  init(_ path: String, _ value: JSONValue?) {
    self.path = path
    self.value = value
  }

  subscript(name: String) -> Field { Field(path.isEmpty ? name : "\(path).\(name)", value?[name]) }

  func error(_ expected: String) -> GenesisFileError {
    GenesisFileError(
      path: path, message: value.map { "\($0) is not \(expected)" } ?? "missing; it must be \(expected)")
  }

  func string() throws(GenesisFileError) -> String {
    guard let string = value?.stringValue else { throw error("a string") }
    return string
  }

  func integer(in range: ClosedRange<Int64>) throws(GenesisFileError) -> Int64 {
    guard let integer = value?.integerValue, range.contains(integer) else {
      throw error("an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  func address() throws(GenesisFileError) -> Address {
    guard let text = value?.stringValue, let address = Address(hex: text) else { throw error("an address, 0x…") }
    return address
  }

  func decimal(_ decimals: Int) throws(GenesisFileError) -> Int128 {
    let text = try string()
    do throws(Decimal.ParseError) { return try Decimal.parse(text, decimals: decimals) } catch {
      throw self.error("a decimal string with at most \(decimals) decimals")
    }
  }

  /// A decimal that counts units of 10^-`decimals`.
  func count(_ decimals: Int) throws(GenesisFileError) -> UInt64 {
    guard let count = UInt64(exactly: try decimal(decimals)) else { throw error("between 0 and 2^64 units") }
    return count
  }

  func rate() throws(GenesisFileError) -> Rate {
    let partsPerMillion = try decimal(6)
    guard (0...1_000_000).contains(partsPerMillion) else { throw error("a fraction from 0 to 1") }
    return Rate(partsPerMillion: UInt32(partsPerMillion))
  }

  func elements(limit: Int) throws(GenesisFileError) -> [Field] {
    guard let elements = value?.arrayValue, elements.count <= limit else {
      throw error("an array of at most \(limit)")
    }
    return elements.enumerated().map { Field("\(path)[\($0.offset)]", $0.element) }
  }

  func members() throws(GenesisFileError) -> [(Address, Field)] {
    guard let object = value?.objectValue else { throw error("an object") }
    var members: [(Address, Field)] = []
    for member in object.members {
      guard let address = Address(hex: member.key) else { throw error("an object by address") }
      members.append((address, Field("\(path).\(member.key)", member.value)))
    }
    return members
  }
}
