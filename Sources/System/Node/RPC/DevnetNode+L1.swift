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
    let address = try address(parameters[0])
    let asset = try asset(parameters, at: 2)
    let amount = try amount(parameters, of: asset)
    let messages = engine.l1.contracts.inbox.messageCount
    engine.deposit(amount, of: asset.asset, from: DevnetKeys.faucet.address, to: address)
    do { while !engine.l1.pending.isEmpty { try engine.mineL1() } } catch {
      throw RPCError(code: RPCError.internalErrorCode, message: "\(error)")
    }
    hasArrived()
    guard engine.l1.contracts.inbox.messageCount > messages, let owner = engine.l1.contracts.owner(of: address) else {
      throw .invalidParams("the bridge does not take \(asset.amount(amount)) \(asset.symbol)")
    }
    return [
      "owner": .count(owner.rawValue), "message": .count(engine.l1.contracts.inbox.messageCount - 1),
      "l1Block": .count(engine.l1.head.block.number),
    ]
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

extension L1Account {
  fileprivate func tokens(of asset: Asset) -> UInt64 {
    switch asset {
    case .quote: atoms
    case .collateral: lots
    }
  }
}
