import Ledger
import Units

extension LeveragedTrader {
  /// A gain of less than so much of what it brought is left to work.
  private static let savedPartsPerMillion: UInt64 = 50_000

  /// What it does about its money before it trades; nil when all is where it should be.
  func purse(_ standing: Standing, _ holding: Holding, _ quote: MarketQuote) -> [Action]? {
    guard holding.size.isZero else { return nil }
    switch habits.purse {
    case .open: return nil
    case .isolated: return isolate(standing, holding)
    case .saving: return save(standing, holding, quote)
    }
  }

  /// Gives its market three quarters of its cash; when that is lost, three quarters of the rest.
  private func isolate(_ standing: Standing, _ holding: Holding) -> [Action]? {
    guard holding.isUnused, standing.cash >= .leastEquity else { return nil }
    var mode = SetMarginMode()
    mode.market = UInt16(market.rawValue)
    guard let isolated = holding.isolatedEquity else {
      mode.isIsolated = true
      mode.cashAtoms = Int64(clamping: standing.cash.share(partsPerMillion: 750_000).atoms)
      return [.setMarginMode(mode)]
    }
    // A debt would have to be paid first.
    guard isolated < .leastEquity, isolated >= .zero else { return nil }
    return [.setMarginMode(mode)]
  }

  /// Puts half of a gain aside, and half of the rest on its way to L1. What still waits goes first: it may need the money.
  private func save(_ standing: Standing, _ holding: Holding, _ quote: MarketQuote) -> [Action]? {
    let gain = standing.cash.subtracting(deposit)
    guard gain > deposit.share(partsPerMillion: Self.savedPartsPerMillion) else { return nil }
    var (transfer, withdrawal) = (Transfer(), Withdraw())
    (transfer.toOwner, transfer.toAddress, transfer.toSubAccount) = (standing.owner, standing.address, 1)
    transfer.amount = UInt64(clamping: gain.atoms / 2)
    withdrawal.amount = UInt64(clamping: gain.atoms / 4)
    let cancels = (holding.orders + holding.stops).map { Action.cancel(quote.cancel($0)) }
    return cancels + [.transfer(transfer), .withdraw(withdrawal)]
  }
}
