import Cryptography
import JSON
import Ledger
import Merkle
import MockL1
import SSZ
import Sequencing
import Settlement
import StateTransition
import Units

// What single methods answer. All of it runs on the node's queue.
extension DevnetNode {
  var configurationJSON: JSONValue {
    let parameters = engine.state.parameters
    return [
      "chainId": .count(parameters.chainID), "l1ChainId": .count(engine.genesis.l1ChainID),
      "bridge": .string(parameters.bridge.checksummed), "seed": .count(configuration.seed),
      "domain": [
        "name": "Plimsoll", "version": "1", "chainId": .count(parameters.chainID),
        "verifyingContract": .string(parameters.bridge.checksummed),
      ],
      "markets": .array(
        (0..<UInt32(engine.state.markets.count)).map { MarketView(state: engine.state, id: MarketID($0)).json }),
      "assets": TradingUnits(engine.state).assetsJSON,
      "eip712": .object(Self.typesJSON),
    ]
  }

  /// EIP-712 types by the name of their struct.
  private static var typesJSON: JSONObject {
    var object = JSONObject()
    for type in ActionTypes.all + [PriceReport.type, SoftReceipt.type] {
      object[String(type.prefix { $0 != "(" })] = .string(type)
    }
    return object
  }

  var headsJSON: JSONValue {
    let heads = engine.heads
    return [
      "unsafe": .count(heads.unsafe), "safe": .count(heads.safe), "claimed": .count(heads.claimed),
      "finalized": .count(heads.finalized), "settled": .count(heads.settled),
      "unsafeHash": .hash(engine.sequencer.execution.lastBlock), "timestampMs": .count(engine.state.clock.timestampMs),
      "l1": .count(engine.l1.head.block.number),
    ]
  }

  var l1JSON: JSONValue {
    let (contracts, head) = (engine.l1.contracts, engine.l1.head.block.number)
    return [
      "block": .count(head), "hash": .hash(engine.l1.head.hash),
      "timestampMs": .count(engine.l1.head.block.timestampMs),
      "messages": .count(contracts.inbox.messageCount), "batches": .count(contracts.batchInbox.entryCount),
      "claims": .count(contracts.claims.all.count), "withdrawalsProven": .count(contracts.withdrawals.proven.count),
      "waiting": .count(engine.l1.pending.count),
      "congestedBlocks": .count(engine.l1.congestedUpTo - min(head, engine.l1.congestedUpTo)),
      "reorgLimit": .count(engine.reorgLimit),
      "vault": .usdc(Notional(atoms: Int128(contracts.bridge.vaultAtoms))),
      "collateralVault": TradingUnits(engine.state).collateral.map {
        .string($0.amount(contracts.bridge.vaultLots))
      } ?? .null,
    ]
  }

  /// An address, or the name of a development account.
  func address(_ value: JSONValue?) throws(RPCError) -> Address {
    guard let text = value?.stringValue else { throw .invalidParams("parameter 1 must be an address or a name") }
    if let key = DevelopmentKeys.named(text) { return key.address }
    guard let address = Address(hex: text) else { throw .invalidParams("'\(text)' is neither an address nor a name") }
    return address
  }

  /// An owner by number, address or name.
  func owner(_ value: JSONValue?) throws(RPCError) -> OwnerID {
    if let number = value?.integerValue {
      guard let id = UInt32(exactly: number), UInt64(id) < engine.state.owners.count else {
        throw Self.unknownOwner("\(number)", engine.state)
      }
      return OwnerID(id)
    }
    let address = try address(value)
    guard let number = engine.l1.contracts.owner(of: address), number.index < engine.state.owners.count else {
      throw Self.unknownOwner(address.checksummed, engine.state)
    }
    return number
  }

  private static func unknownOwner(_ text: String, _ state: State) -> RPCError {
    .rejected(
      "UNKNOWN_OWNER", "\(text) has not deposited yet; a deposit makes an owner (dev_deposit on /l1)",
      ["owner": .string(text), "ownerCount": .count(state.owners.count)])
  }

  func ownerJSON(_ text: String) throws(RPCError) -> JSONValue {
    let address = try address(.string(text))
    guard let id = engine.l1.contracts.owner(of: address), id.index < engine.state.owners.count else {
      return OwnerView.unknown
    }
    return OwnerView(state: engine.state, id: id).json
  }

  func blockJSON(_ value: JSONValue?) throws(RPCError) -> JSONValue {
    let number: UInt64
    switch value {
    case nil, .string("latest"): number = engine.heads.unsafe
    case .integer(let integer) where integer >= 0: number = UInt64(integer)
    default: throw .invalidParams("parameter 1 must be a block's number or \"latest\"")
    }
    guard let record = try durable(number) else { return .null }
    return BlockView(record: record, units: TradingUnits(engine.state), heads: engine.heads).json
  }

  func durable(_ number: UInt64) throws(RPCError) -> BlockRecord? {
    do { return try engine.block(number) } catch {
      throw RPCError(code: RPCError.internalErrorCode, message: "\(error)")
    }
  }
}

extension Contracts {
  /// The number that the bridge gave to an address with its first deposit.
  func owner(of address: Address) -> OwnerID? { accounts[address].owner.index.map { OwnerID(UInt32($0)) } }
}
