import Cryptography
import Ledger
import MockL1
import Node
import Settlement
import Simulation
import StateTransition
import Units

/// A devnet in which everything is due soon: messages after 16 seconds, batches after 40, claims after three minutes.
enum WorldGenesis {
  static let startMs: UInt64 = 1_700_000_000_000
  static let finalityDepth = 10
  static let rules = DerivationRules(maxFutureMs: 10_000, maxBackdateMs: 40_000)

  static func make() throws -> DevnetGenesis {
    let standard = DevnetGenesis.standard
    var genesis = standard.genesis
    genesis.parameters.publisherCount = 1
    genesis.parameters.quorum = 1
    var disputes = DisputeRules()
    (disputes.batchLevels, disputes.stepLevels) = (6, 13)
    (disputes.clockMs, disputes.extensionMs, disputes.payoutDelayMs) = (180_000, 80_000, 10_000)
    let l1 = try L1Genesis(
      timestampMs: startMs, sequencer: standard.l1.sequencer, minimumBondAtoms: standard.l1.minimumBondAtoms,
      vaultAtoms: standard.l1.vaultAtoms, isCollateralRegistered: standard.l1.isCollateralRegistered,
      forced: ForcedRules(delayBlocks: 8, messageLimit: 8), balances: standard.l1.balances, disputes: disputes,
      bridge: standard.l1.bridge)
    return DevnetGenesis(
      genesis: genesis, l1: l1, rules: rules, l1BlockTimeMs: standard.l1BlockTimeMs, l1ChainID: standard.l1ChainID
    ).starting(at: startMs)
  }

  /// All quote tokens that there are.
  static func supply(of genesis: L1Genesis) -> UInt128 {
    genesis.balances.reduce(UInt128(genesis.vaultAtoms)) { $0 + UInt128($1.atoms) }
  }

  static func supply(in contracts: Contracts) -> UInt128 {
    contracts.accounts.all.reduce(UInt128(contracts.bridge.vaultAtoms) + UInt128(contracts.disputes.burnedAtoms)) {
      $0 + UInt128($1.atoms) + UInt128($1.bondedAtoms)
    }
  }
}
