import Ledger
import StateTransition
import Testing
import Units

/// A population, publishers and a falling price on the real state transition.
@Suite struct `A simulated crash` {
  @Test func `is priced, traded and liquidated, and makers buy most of what is sold`() throws {
    let outcome = try SimulatedCrash(seed: 1).run()
    #expect(outcome.journals.allSatisfy { $0.imbalance == .zero })
    let receipts = outcome.journals.flatMap(\.receipts)
    #expect(receipts.allSatisfy { [.item, .stop].contains($0.source) || $0.isAccepted })
    let refusals = receipts.compactMap(\.refusal)
    #expect(refusals.count * 50 < outcome.itemCount)
    // A stop whose entry did not fill has nothing to reduce.
    let known: Set<Refusal.Reason> = [
      .unknownOrder, .insufficientMargin, .fillOrKillUnfilled, .reduceOnlyWouldIncrease,
    ]
    #expect(refusals.allSatisfy { known.contains($0.reason) })
    #expect(outcome.events(.filled, of: .item).count > 200)
    let liquidated = Set(outcome.events(.liquidationBegan, of: .liquidation).map(\.account))
    #expect(liquidated.count > 20)
    let value: (Event) -> Double = { Double($0.quantity.lots) * Double($0.atomsPerLot) }
    let sold = outcome.events(.filled, of: .liquidation).map(value).reduce(0, +)
    let takenOver = outcome.events(.takenOver, of: .liquidation).map(value).reduce(0, +)
    #expect(sold > 4 * takenOver)
  }

  @Test func `ends in the same state for the same seed, however often it is taken up`() throws {
    var state = try SimulatedCrash(seed: 1).run().state
    let root = state.root()
    state = try SimulatedCrash(seed: 1, restarts: [40, 41, 270]).run().state
    #expect(state.root() == root)
    state = try SimulatedCrash(seed: 2).run().state
    #expect(state.root() != root)
  }
}
