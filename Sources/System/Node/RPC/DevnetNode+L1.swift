import Cryptography
import JSON
import Ledger
import MockL1
import Sequencing
import Simulation
import Units

// What the L1's methods do beside answering from what is there. All of it runs on the node's queue.
extension DevnetNode {
  /// `dev_deposit`: what the faucet gives, through the bridge and the inbox.
  func deposit(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    try checkIsAlive()
    let address = try address(parameters[0])
    let asset = try asset(parameters, at: 2)
    let amount = try amount(parameters, of: asset)
    let messages = engine.l1.contracts.inbox.messageCount
    engine.deposit(amount, of: asset.asset, from: DevnetKeys.faucet.address, to: address)
    guard !engine.l1.isCongested else { return ["pending": true, "l1Block": .count(engine.l1.head.block.number)] }
    try durably { while !engine.l1.pending.isEmpty { try engine.mineL1() } }
    hasArrived()
    guard engine.l1.contracts.inbox.messageCount > messages, let owner = engine.l1.contracts.owner(of: address) else {
      throw .invalidParams("the bridge does not take \(asset.amount(amount)) \(asset.symbol)")
    }
    return [
      "owner": .count(owner.rawValue), "message": .count(engine.l1.contracts.inbox.messageCount - 1),
      "l1Block": .count(engine.l1.head.block.number),
    ]
  }

  /// `dev_reorg`: takes back the L1's last blocks.
  func reorg(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let depth = try parameters.count(0, "how many L1 blocks", default: 1, in: 1...Int(Int32.max))
    let limit = engine.reorgLimit
    guard depth <= limit else {
      throw .invalidParams("no more than \(limit) L1 blocks can be taken back now: others are final or too old")
    }
    let reorg = try wrapping { try reorgL1(depth: depth) }
    return [
      "depth": .count(reorg.depth), "forgotten": .count(reorg.forgottenCount), "lastKept": .count(reorg.lastKept),
      "remade": .count(reorg.remade.count), "l1Block": .count(engine.l1.head.block.number),
    ]
  }

  /// `dev_congest`: nothing that waits is included in the next blocks.
  func congest(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let count = try parameters.count(0, "how many L1 blocks", default: 1, in: 0...1_000_000)
    engine.congestL1(blockCount: UInt64(count))
    return l1JSON
  }

  /// `dev_advance`: makes L1 blocks at once.
  func advance(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let count = try parameters.count(0, "how many L1 blocks", default: 1, in: 1...100_000)
    try durably { for _ in 0..<count { try engine.mineL1() } }
    hasArrived()
    return l1JSON
  }

  /// `dev_proveWithdrawal`: shows the bridge an entry of the outbox.
  func proveWithdrawal(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let index = try withdrawalIndex(parameters)
    return try answer(index, try withdrawing { try engine.proveWithdrawal(index) })
  }

  /// `dev_finalizeWithdrawal`: has the bridge pay it.
  func finalizeWithdrawal(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let index = try withdrawalIndex(parameters)
    return try answer(index, try withdrawing { try engine.finalizeWithdrawal(index) })
  }

  /// `l1_withdrawal`: how far an entry of the outbox has come.
  func withdrawalJSON(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    try withdrawalJSON(try withdrawalIndex(parameters))
  }

  private func withdrawalIndex(_ parameters: RPCParameters) throws(RPCError) -> UInt32 {
    UInt32(try parameters.count(0, "a withdrawal's place in the outbox", default: 0, in: 0...Int(UInt32.max)))
  }

  private func withdrawing(_ body: () throws -> L1Outcome?) throws(RPCError) -> L1Outcome? {
    do {
      let outcome = try body()
      try flush()
      return outcome
    } catch let refusal as Engine.WithdrawalRefusal {
      throw .refused(refusal)
    } catch { throw RPCError(code: RPCError.internalErrorCode, message: "\(error)") }
  }

  private func answer(_ index: UInt32, _ outcome: L1Outcome?) throws(RPCError) -> JSONValue {
    if case .reverted(let revert) = outcome {
      throw .rejected("REVERTED", "the bridge refuses: \(revert)", ["withdrawal": .count(index)])
    }
    return try withdrawalJSON(index)
  }

  private func withdrawalJSON(_ index: UInt32) throws(RPCError) -> JSONValue {
    let withdrawal: Withdrawal
    do throws(Engine.WithdrawalRefusal) { withdrawal = try engine.withdrawal(index) } catch { throw .refused(error) }
    let contracts = engine.l1.contracts
    let units = TradingUnits(engine.state)
    let asset = withdrawal.asset == .quote ? AssetUnits.quote : units.collateral ?? .quote
    let proofs = contracts.withdrawals.proven.filter { $0.withdrawalIndex == index }
    return [
      "withdrawal": .count(index), "recipient": .string(withdrawal.recipient.checksummed),
      "asset": .string(asset.symbol), "amount": .string(asset.amount(withdrawal.amount)),
      "block": .count(withdrawal.blockNumber), "isClaimed": .bool(withdrawal.blockNumber <= engine.heads.claimed),
      "isPaid": .bool(contracts.withdrawals.isPaid(index)),
      "proofs": .array(
        proofs.map { proof in
          let status = contracts.claims.status(of: proof.claimIndex)
          return [
            "claim": .count(proof.claimIndex), "claimStatus": status.map { .string("\($0)") } ?? .null,
            "l1Block": .count(proof.l1Number),
            "payableFromL1Block": .count(proof.l1Number + contracts.bridgeRules.withdrawalDelayBlocks),
          ]
        }),
    ]
  }

  /// Does something to the L1 and makes it durable, so that the answer comes after it is on disk.
  private func durably(_ change: () throws -> Void) throws(RPCError) {
    try wrapping {
      try change()
      try flush()
    }
  }

  private func wrapping<T>(_ body: () throws -> T) throws(RPCError) -> T {
    do { return try body() } catch { throw RPCError(code: RPCError.internalErrorCode, message: "\(error)") }
  }

  /// `dev_balance`: tokens on the L1 itself.
  func balance(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let account = engine.l1.contracts.accounts[try address(parameters[0])]
    let asset = try asset(parameters, at: 1)
    return .string(asset.amount(account.tokens(of: asset.asset)))
  }

  private func amount(_ parameters: RPCParameters, of asset: AssetUnits) throws(RPCError) -> UInt64 {
    let text = try parameters.string(1, "an amount of \(asset.symbol)")
    let amount: UInt64
    do throws(Decimal.ParseError) { amount = try asset.count(of: text) } catch {
      throw .invalidParams("'\(text)' is not an amount of \(asset.symbol) with at most \(asset.decimals) decimals")
    }
    let left = engine.l1.contracts.accounts[DevnetKeys.faucet.address].tokens(of: asset.asset)
    guard amount <= left else {
      throw .invalidParams("the devnet's faucet has no more than \(asset.amount(left)) \(asset.symbol) left")
    }
    return amount
  }

  /// An optional symbol; without it USDC.
  private func asset(_ parameters: RPCParameters, at index: Int) throws(RPCError) -> AssetUnits {
    guard parameters[index] != nil else { return .quote }
    return try TradingUnits(engine.state).asset(try parameters.string(index, "an asset's symbol"))
  }
}

extension RPCError {
  fileprivate static func refused(_ refusal: Engine.WithdrawalRefusal) -> RPCError {
    switch refusal {
    case .noSuchWithdrawal(let index, let count):
      .rejected("UNKNOWN_WITHDRAWAL", "the outbox has \(count) entries, from 0", ["withdrawal": .count(index)])
    case .notClaimed(let block, let claimed):
      .rejected(
        "NOT_CLAIMED", "block \(block), which has the withdrawal, is not claimed on the L1 yet; the last is \(claimed)",
        ["block": .count(block), "claimed": .count(claimed)])
    case .notProven(let index):
      .rejected("NOT_PROVEN", "withdrawal \(index) was not proven yet", ["withdrawal": .count(index)])
    }
  }
}

extension L1Account {
  fileprivate func tokens(of asset: Asset) -> UInt64 {
    switch asset {
    case .quote: atoms
    case .collateral: lots
    }
  }
}
