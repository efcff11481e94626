import Ledger
import Merkle
import Units

extension State {
  /// The account that trades `market` for the sub-account whose cross bucket is `cross`: its isolated account of that
  /// market where one is in use, otherwise the cross bucket itself. Walks at most one element a market.
  public func tradingAccount(of cross: AccountID, in market: MarketID) throws(StateAccessError) -> AccountID {
    var link = try accounts.read(cross.index).nextIsolated
    while let index = link.index {
      let account = try accounts.read(index)
      if account.isolatedMarket == Link(market.index), !account.isSuspended { return AccountID(UInt32(index)) }
      link = account.nextIsolated
    }
    return cross
  }
}
