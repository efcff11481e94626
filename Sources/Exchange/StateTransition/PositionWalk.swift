import Ledger
import Merkle
import Units

/// Goes through an account's positions, of which each lies in a higher market than the one before.
///
/// So there are at most as many as markets, and none is met twice, wherever the links of a made-up state lead. What is
/// summed over a walk fits: see `StateLeaf`.
struct PositionWalk {
  private var link: Link
  private var lowest = MarketID(0)

  init(of account: Account) { link = account.firstPosition }

  /// The next position; nil behind the last.
  ///
  /// - Throws: `StateAccessError.contradictory` where the next one's market is not higher.
  mutating func next(in state: State) throws(StateAccessError) -> HeldPosition? {
    guard let index = link.index else { return nil }
    let position = try state.positions.read(index)
    guard position.market >= lowest, position.market.index < MarketRules.marketLimit else {
      throw .contradictory("an account lists its positions out of order")
    }
    lowest = MarketID(position.market.rawValue + 1)
    link = position.next
    return HeldPosition(index: index, position: position)
  }
}
