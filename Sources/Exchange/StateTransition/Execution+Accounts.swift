import Ledger
import Merkle
import SSZ
import Units

extension State {
  /// The cross bucket of an owner's sub-account.
  ///
  /// - Throws: `StateAccessError.contradictory` if that is open, and in no directory.
  /// - Precondition: `subAccount < owner.subAccountCount`.
  func account(of owner: Owner, subAccount: UInt8) throws(StateAccessError) -> AccountID {
    guard subAccount > 0 else { return owner.firstAccount }
    guard let directory = owner.directory.index,
      let account = try directories.read(directory).accounts[Int(subAccount)].index
    else { throw .contradictory("an open sub-account is in no directory") }
    return AccountID(UInt32(account))
  }

  /// The account that trades `market` for the sub-account whose cross bucket is `cross`: its isolated account of that
  /// market where one is in use, otherwise the cross bucket itself. Walks at most one element a market.
  public func tradingAccount(of cross: AccountID, in market: MarketID) throws(StateAccessError) -> AccountID {
    guard let isolated = try isolatedAccount(of: cross, in: market), !isolated.account.isSuspended else { return cross }
    return isolated.id
  }

  /// The isolated account of `market` beside a cross bucket, in use or not; nil if there never was one.
  func isolatedAccount(of cross: AccountID, in market: MarketID) throws(StateAccessError) -> HeldAccount? {
    var (link, count) = (try accounts.read(cross.index).nextIsolated, UInt64(0))
    while let index = link.index {
      count += 1
      guard count <= markets.count else { throw .contradictory("an account has more isolated accounts than markets") }
      let account = try accounts.read(index)
      if account.isolatedMarket == Link(market.index) {
        return HeldAccount(id: AccountID(UInt32(index)), account: account)
      }
      link = account.nextIsolated
    }
    return nil
  }
}

/// An account in its place.
struct HeldAccount {
  let id: AccountID
  let account: Account
}
