import Cryptography
import JSON
import Ledger
import Margin
import Merkle
import MockL1
import Sequencing
import StateTransition
import Units

/// What a run did, at its end: after everything is posted, the root is that of the last posted block.
public struct DevnetSummary: Sendable {
  public let tally: Tally
  public let seed: UInt64
  /// The last block's number.
  public let head: UInt64
  public let timestampMs: UInt64
  public let stateRoot: Bytes32
  public let l1Head: UInt64
  public let insurance: Notional
  /// What conservation is off by; zero unless there is a bug.
  public let imbalance: MicroAtoms

  public var json: JSONValue {
    [
      "blocks": .count(tally.blocks), "transactions": .count(tally.transactions), "orders": .count(tally.orders),
      "refused": .count(tally.refusals), "fills": .count(tally.fills), "oracle_updates": .count(tally.oracleUpdates),
      "liquidations": .count(tally.liquidations), "takeovers": .count(tally.takeovers), "adl": 0,
      "insurance": .usdc(insurance), "bad_debt": .usdc(tally.badDebt), "batches": .count(tally.batches),
      "claims": .count(tally.claims), "conservation": .string(conservation), "state_root": .hash(stateRoot),
      "head": .count(head), "l1_head": .count(l1Head), "seed": .count(seed),
    ]
  }

  private var conservation: String {
    imbalance == .zero ? "exact" : Decimal.format(imbalance.rawValue, decimals: 2 * Decimal.quoteDecimals)
  }

  public var text: String {
    """
    \(tally.blocks) blocks up to \(head), \(tally.transactions) transactions, \(tally.orders) orders, \(tally.fills) fills
    \(tally.oracleUpdates) oracle updates, \(tally.liquidations) liquidations, \(tally.takeovers) takeovers
    insurance \(Decimal.format(insurance)) USDC, bad debt \(Decimal.format(tally.badDebt)) USDC, conservation \(conservation)
    \(tally.batches) batches posted and \(tally.claims) roots claimed, L1 block \(l1Head)
    state root \(stateRoot)

    """
  }
}

extension DevnetNode {
  /// To be called on the node's queue.
  public var summary: DevnetSummary {
    var state = engine.state
    let insurance = Owner.Reserved.insurance.account
    return DevnetSummary(
      tally: engine.tally, seed: configuration.seed, head: engine.heads.unsafe,
      timestampMs: state.clock.timestampMs, stateRoot: state.root(),
      l1Head: engine.l1.head.block.number,
      insurance: state.known { state throws(StateAccessError) in
        try state.risk(of: insurance).equity.notional(rounding: .down)
      }, imbalance: state.totals.imbalance)
  }

  /// The development accounts with their owner numbers, as far as they have one. To be called on the node's queue.
  public var developmentOwners: [(key: DevelopmentKey, owner: OwnerID?)] {
    DevelopmentKeys.all.map { ($0, engine.l1.contracts.owner(of: $0.address)) }
  }
}
