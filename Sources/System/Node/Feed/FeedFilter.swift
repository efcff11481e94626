import Ledger
import Merkle
import SSZ
import Units

/// What a subscriber wants to hear of.
struct FeedFilter: Equatable, Sendable {
  let channel: FeedChannel
  /// Nil for all.
  var market: MarketID?
  /// Nil for all.
  var owner: OwnerID?
}

extension FeedFilter {
  /// Those of one receipt's events that pass, in their order.
  ///
  /// - Parameter state: knows whose an account is, which never changes.
  func events(of receipt: Receipt, _ events: [Event], in state: State) -> [Event] {
    let events = events.filter { channel.includes($0, of: receipt) }
    guard passes(events) else { return [] }
    return events.filter { isInMarket($0) && isOfOwner($0, in: state) }
  }

  /// What concerns an account as a whole is heard by those who watch a market in which something happened to it.
  private func passes(_ events: [Event]) -> Bool {
    guard let market else { return !events.isEmpty }
    return events.contains { $0.kind.hasMarket && $0.market == market }
  }

  private func isInMarket(_ event: Event) -> Bool {
    guard let market, event.kind.hasMarket else { return true }
    return event.market == market
  }

  /// The fee vault, account 0, is nobody's counterparty: there, 0 stands for none.
  private func isOfOwner(_ event: Event, in state: State) -> Bool {
    guard let owner else { return true }
    let parties = event.counterparty.rawValue > 0 ? [event.account, event.counterparty] : [event.account]
    return parties.contains { account in
      guard account.index < state.accounts.count else { return false }
      return state.known { state throws(StateAccessError) in try state.accounts.read(account.index).owner } == owner
    }
  }
}
