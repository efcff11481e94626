import Ledger
import Margin
import Merkle
import Units

extension State {
  /// Why the account stands where it stands at the present marks.
  public func explanation(of id: AccountID) throws(StateAccessError) -> AccountExplanation {
    let account = try accounts.read(id.index)
    var positions: [(position: Position, rules: MarketRules, market: Market)] = []
    var walk = PositionWalk(of: account)
    while let position = try walk.next(in: self)?.position {
      positions.append(
        (position, try rules.read(position.market.index), try markets.read(position.market.index)))
    }
    return AccountExplanation(account, positions, collateral: parameters.collateral, at: collateral.price)
  }
}
