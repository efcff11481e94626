import Ledger
import Merkle
import MockL1
import SSZ
import Units

/// Whether the bridge holds what it owes, exactly: what is on the exchange, on its way there, and on its way back.
///
/// `vault = deposited − withdrawn + Σ deposits not read + Σ withdrawals not paid`, for each asset, at any block of the
/// exchange that has all withdrawals which were paid, while the rollup has not ended.
public struct VaultAudit: Equatable, Sendable {
  public let owed: AssetAmounts
  public let held: AssetAmounts

  /// - Precondition: the state is known as a whole, and the totals in it are right: more was deposited than withdrawn.
  public init(_ state: State, _ contracts: Contracts) {
    var owed = AssetAmounts()
    owed.atoms = UInt128(state.totals.deposited.adding(state.totals.withdrawn.negated).atoms)
    owed.lots = UInt128(state.totals.collateralDeposited.subtracting(state.totals.collateralWithdrawn).lots)
    for deposit in contracts.inbox.deposits(from: state.inbox.read) { owed[deposit.asset] += UInt128(deposit.amount) }
    for (index, withdrawal) in state.withdrawals.known where !contracts.withdrawals.isPaid(UInt32(index)) {
      owed[withdrawal.asset] += UInt128(withdrawal.amount)
    }
    self.owed = owed
    held = contracts.bridge.vault
  }

  public var isExact: Bool { owed == held }
}
