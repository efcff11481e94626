import Ledger
import Matching
import Merkle
import Units

extension Execution {
  /// SUM LEVELS: counts one more price level that an all-or-nothing order crosses.
  ///
  /// Enough lots: matching begins, and may still fail for reasons that only makers give; what it did is put back then.
  /// Too few: the order is refused, and nothing was touched. The frame's price is that of the level counted last.
  mutating func sumNextLevel(into journal: inout Journal) throws(StateAccessError) {
    let (book, rules) = (try state.books[state.books.place(of: work.market)], try state.rules.read(work.market.index))
    let last = work.atomsPerLot == 0 ? nil : UInt32(clamping: work.atomsPerLot / UInt64(rules.tickAtomsPerLot))
    guard let tick = try book.nextTick(for: work.side, limit: work.tick, after: last) else {
      return try endOperation(.unfilled(work.remaining, fillable: work.lots), into: &journal)
    }
    work.atomsPerLot = try rules.price(ofStoredTick: tick).atomsPerLot
    work.lots = try work.lots.counting(min(try book[work.side.opposite].level(at: tick).quantity, work.remaining))
    if work.lots >= work.remaining { beginFilling() }
  }

  /// A batch that is all or nothing itself has saved an older state, and is put back to that.
  private mutating func beginFilling() {
    if saved == nil {
      save()
      work.isAtomic = work.operationCount == 0
    }
    work.kind = .matchOrder
    work.lots = work.remaining
    work.atomsPerLot = 0
  }

  /// Whether the levels that an all-or-nothing order crosses hold enough. For advice: it looks at all of them at once.
  func checkFillable(_ order: PlaceOrder, in market: MarketID) throws(StepFailure) {
    let fillable = try reading { () throws(StateAccessError) in
      let book = try state.books[state.books.place(of: market)]
      var (sum, last) = (Quantity.zero, UInt32?.none)
      while sum < order.quantity, let tick = try book.nextTick(for: order.side, limit: order.tick, after: last) {
        sum = sum.adding(min(try book[order.side.opposite].level(at: tick).quantity, order.quantity))
        last = tick
      }
      return sum
    }
    guard fillable >= order.quantity else { throw .refused(.unfilled(order.quantity, fillable: fillable)) }
  }
}

extension Refusal {
  static func unfilled(_ quantity: Quantity, fillable: Quantity) -> Refusal {
    Refusal(.fillOrKillUnfilled, limit: quantity.lots, found: fillable.lots)
  }
}
