import Ledger
import Margin
import Merkle
import Units

extension State {
  /// Why the account stands where it stands at the present marks.
  public func explanation(of id: AccountID) throws(StateAccessError) -> AccountExplanation {
    let account = try accounts.read(id.index)
    var positions: [(position: Position, rules: MarketRules, market: Market)] = []
    var link = account.firstPosition
    while let index = link.index {
      let position = try self.positions.read(index)
      positions.append(
        (position, try rules.read(position.market.index), try markets.read(position.market.index)))
      link = position.next
    }
    return AccountExplanation(account, positions, collateral: parameters.collateral, at: collateral.price)
  }
}
