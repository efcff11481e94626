import Cryptography
import Ledger
import Merkle
import SSZ
import Simulation
import StateTransition
import Testing
import Units

/// A population through a crash, with an asset that counts for margin: all that the exchange offers is made use of.
@Suite struct `All that the exchange offers` {
  /// Calm for two periods of the slowest agents, a crash, and three periods for those who gained to take it.
  private func outcome() throws -> SimulatedCrash.Outcome {
    var crash = SimulatedCrash(seed: 3)
    (crash.size, crash.blockCount) = (300, 600)
    crash.plan = Crash.Plan(at: 240, drop: Rate(partsPerMillion: 200_000), over: 60)
    crash.collateral.symbol = Bytes32(Array("WETH".utf8) + [UInt8](repeating: 0, count: 28))
    crash.collateral.lotDecimals = 6
    crash.collateral.initialHaircut = Rate(partsPerMillion: 150_000)
    crash.collateral.maintenanceHaircut = Rate(partsPerMillion: 100_000)
    crash.collateral.conversionDiscount = Rate(partsPerMillion: 50_000)
    return try crash.run()
  }

  @Test func `is used by a population in a crash, and leaves the books in order`() throws {
    let outcome = try outcome()
    #expect(try outcome.state.violation() == nil)
    let accepted = outcome.items.filter(\.receipt.isAccepted).map(\.transaction)
    checkKinds(accepted)
    checkTerms(accepted.flatMap(\.action.withOperations).compactMap(\.placedOrder))
    checkConsequences(outcome)
    #expect(outcome.itemCount > 40 * (outcome.items.count { !$0.receipt.isAccepted }))
  }

  private func checkKinds(_ accepted: [Transaction]) {
    for selector in 1...11 as ClosedRange<UInt8> {
      #expect(accepted.contains { $0.action.selector == selector }, "no action of selector \(selector)")
    }
    let operations = accepted.flatMap { $0.action.withOperations.dropFirst() }
    #expect(Set(operations.map(\.selector)) == [1, 2, 3])
    #expect(Set(accepted.map(\.keySlot)) == [0, 1])
    #expect(Set(accepted.filter { $0.keySlot == 1 }.map(\.keyGeneration)).count > 1)
    let cancels = accepted.compactMap { if case .cancel(let cancel) = $0.action { cancel } else { nil } }
    #expect(cancels.contains { $0.clientID != 0 } && cancels.contains { $0.order.rawValue != 0 })
    let modes = accepted.compactMap { if case .setMarginMode(let mode) = $0.action { mode } else { nil } }
    #expect(modes.contains { $0.isIsolated })
  }

  private func checkTerms(_ orders: [PlaceOrder]) {
    for timeInForce in TimeInForce.allCases { #expect(orders.contains { $0.timeInForce == timeInForce }) }
    #expect(Set(orders.map(\.selfTrade.rawValue)) == [0, 1, 2, 3])
    #expect(orders.contains { $0.preventsByOwner })
    #expect(orders.contains { $0.isReduceOnly && $0.triggerTick == 0 })
    #expect(orders.contains { $0.expiryMs != 0 })
    #expect(orders.contains { $0.clientID != 0 })
    for trigger in TriggerKind.allCases {
      #expect(orders.contains { $0.triggerTick != 0 && $0.trigger == trigger && $0.isReduceOnly })
    }
    #expect(orders.contains { $0.band > .zero })
  }

  private func checkConsequences(_ outcome: SimulatedCrash.Outcome) {
    let kinds: [Event.Kind] = [
      .orderRested, .orderAmended, .orderCancelled, .orderExpired, .stopPlaced, .stopReleased, .filled,
      .operationRefused, .transferred, .withdrawn, .subAccountOpened, .keyAdded, .keyRevoked, .marginModeSet,
      .deadManArmed, .collateralDeposited, .liquidationBegan,
    ]
    for kind in kinds { #expect(!outcome.events(kind).isEmpty, "nothing of kind \(kind)") }
    // Makers woke in time.
    #expect(outcome.events(.deadManFired).isEmpty)
    #expect(Set(outcome.events(.liquidationBegan).map(\.account)).count > 40)
  }
}
