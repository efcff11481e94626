import Cryptography
import JSON
import Ledger
import Merkle
import MockL1
import SSZ
import Sequencing
import Units

/// What can be called, by name.
enum RPCMethod {
  typealias Reply = @Sendable (Result<JSONValue, RPCError>) -> Void
  typealias Body = @Sendable (DevnetNode, Caller, RPCParameters, @escaping Reply) throws(RPCError) -> Void

  /// - Throws: that there is no such method, here or for this caller.
  static func named(_ name: String, for caller: Caller) throws(RPCError) -> Body {
    let methods = caller.layer == .l2 ? l2 : l1
    guard let body = methods[name] else {
      let other = (caller.layer == .l2 ? l1 : l2)[name] != nil
      let hint = other ? "; it is at \(caller.layer == .l2 ? "/l1" : "/")" : ""
      throw RPCError(code: RPCError.methodNotFoundCode, message: "there is no method '\(name)' here\(hint)")
    }
    guard caller.isTrusted || !name.hasPrefix("dev_") else {
      throw RPCError(
        code: RPCError.methodNotFoundCode, message: "'\(name)' answers only to programs and pages of its own machine")
    }
    return body
  }

  /// A method that answers at once.
  private static func reading(
    _ read: @escaping @Sendable (DevnetNode, RPCParameters) throws(RPCError) -> JSONValue
  ) -> Body {
    { (node, _, parameters, reply) throws(RPCError) in reply(.success(try read(node, parameters))) }
  }

  private static let l2: [String: Body] = [
    "perp_config": reading { (node, _) in node.configurationJSON },
    "perp_markets": reading { (node, _) in
      .array(
        (0..<UInt32(node.engine.state.markets.count)).map {
          MarketView(state: node.engine.state, id: MarketID($0)).json
        })
    },
    "perp_book": reading { (node, parameters) throws(RPCError) in
      let state = node.engine.state
      let market = try TradingUnits(state).market(try parameters.string(0, "the market's symbol"))
      return BookView(state: state, id: market.id, depth: try parameters.count(1, "depth", default: 10, in: 1...1_000))
        .json
    },
    "perp_owner": reading { (node, parameters) throws(RPCError) in
      try node.ownerJSON(try parameters.string(0, "an address"))
    },
    "perp_account": reading { (node, parameters) throws(RPCError) in
      let subAccount: UInt8 = try parameters[1]?.objectValue?.unsigned("subAccount", default: 0) ?? 0
      return try AccountView(
        state: node.engine.state, owner: try node.owner(parameters[0]), subAccount: subAccount
      ).json
    },
    "perp_block": reading { (node, parameters) throws(RPCError) in try node.blockJSON(parameters[0]) },
    "perp_receipt": reading { (node, parameters) throws(RPCError) in
      let text = try parameters.string(0, "a transaction's hash")
      guard let hash = Bytes32(hex: text) else { throw .invalidParams("'\(text)' is not a hash") }
      return node.receipt(hash).map(node.receiptJSON) ?? .null
    },
    "perp_explain": reading { (node, parameters) throws(RPCError) in
      try node.explanationJSON(try parameters.object(0, "what to explain: owner, transaction, or block and account"))
    },
    "perp_submit": { (node, _, parameters, reply) throws(RPCError) in
      let request = try TransactionRequest(try parameters.object(0, "a transaction"), state: node.engine.state)
      let wait = parameters[1]?["wait"]?.boolValue ?? true
      try node.submit(request.signed.encoded(), waiting: wait, reply)
    },
    "perp_submitRaw": { (node, _, parameters, reply) throws(RPCError) in
      guard let bytes = Hex.decode(try parameters.string(0, "SSZ of a signed transaction, as 0x-hex")) else {
        throw .invalidParams("parameter 1 is not 0x-hex")
      }
      try node.submit(bytes, waiting: parameters[1]?["wait"]?.boolValue ?? true, reply)
    },
    "perp_subscribe": { (node, caller, parameters, reply) throws(RPCError) in
      reply(.success(try node.subscribe(caller, parameters)))
      node.serveFeed()
    },
    "perp_unsubscribe": { (node, caller, parameters, reply) throws(RPCError) in
      reply(.success(try node.unsubscribe(caller, parameters)))
    },
    "rollup_heads": reading { (node, _) in node.headsJSON },
    "rollup_genesis": reading { (node, _) in node.engine.genesis.json },
    "dev_mine": { (node, _, parameters, reply) throws(RPCError) in
      let count = try parameters.count(0, "how many blocks", default: 1, in: 1...100_000)
      try node.mine(count)
      reply(.success(node.headsJSON))
    },
    "eth_chainId": reading { (node, _) in .quantity(node.engine.state.parameters.chainID) },
    "eth_blockNumber": reading { (node, _) in .quantity(node.engine.state.clock.blockNumber) },
    "net_version": reading { (node, _) in .string(String(node.engine.state.parameters.chainID)) },
    "web3_clientVersion": reading { (_, _) in "plimsoll" },
  ]

  private static let l1: [String: Body] = [
    "dev_deposit": { (node, _, parameters, reply) throws(RPCError) in
      reply(.success(try node.deposit(parameters)))
    },
    "dev_proveWithdrawal": reading { (node, parameters) throws(RPCError) in try node.proveWithdrawal(parameters) },
    "dev_finalizeWithdrawal": reading { (node, parameters) throws(RPCError) in
      try node.finalizeWithdrawal(parameters)
    },
    "l1_withdrawal": reading { (node, parameters) throws(RPCError) in try node.withdrawalJSON(parameters) },
    "dev_reorg": reading { (node, parameters) throws(RPCError) in try node.reorg(parameters) },
    "dev_congest": reading { (node, parameters) throws(RPCError) in try node.congest(parameters) },
    "dev_advance": reading { (node, parameters) throws(RPCError) in try node.advance(parameters) },
    "dev_balance": reading { (node, parameters) throws(RPCError) in try node.balance(parameters) },
    "l1_status": reading { (node, _) in node.l1JSON },
    "l1_escape": reading { (node, parameters) throws(RPCError) in try node.escapeJSON(parameters) },
    "dev_freeze": reading { (node, parameters) throws(RPCError) in try node.freeze(parameters) },
    "dev_exit": reading { (node, parameters) throws(RPCError) in try node.exit(parameters) },
    "dev_collectExit": reading { (node, parameters) throws(RPCError) in try node.collectExit(parameters) },
    "dev_refundDeposit": reading { (node, parameters) throws(RPCError) in try node.refundDeposit(parameters) },
    "l1_blocks": reading { (node, parameters) throws(RPCError) in try node.l1BlocksJSON(parameters) },
    "l1_batch": reading { (node, parameters) throws(RPCError) in try node.l1BatchJSON(parameters) },
    "l1_outcome": reading { (node, parameters) throws(RPCError) in try node.l1OutcomeJSON(parameters) },
    "rollup_genesis": reading { (node, _) in node.engine.genesis.json },
    "dev_force": reading { (node, parameters) throws(RPCError) in try node.force(parameters) },
    "dev_forceInclude": reading { (node, parameters) throws(RPCError) in try node.forceInclude(parameters) },
    "dev_l1Send": reading { (node, parameters) throws(RPCError) in try node.l1Send(parameters) },
    "eth_chainId": reading { (node, _) in .quantity(node.engine.genesis.l1ChainID) },
    "eth_blockNumber": reading { (node, _) in .quantity(node.engine.l1.head.block.number) },
    "net_version": reading { (node, _) in .string(String(node.engine.genesis.l1ChainID)) },
    "web3_clientVersion": reading { (_, _) in "plimsoll" },
  ]
}

extension JSONValue {
  /// A quantity as Ethereum writes it: hex without leading zeroes.
  static func quantity(_ value: UInt64) -> JSONValue { .string("0x" + String(value, radix: 16)) }
}
