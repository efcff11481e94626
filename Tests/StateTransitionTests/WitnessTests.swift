import Foundation
import Ledger
import StateTransition
import TestSupport
import Testing

private let isFull = ProcessInfo.processInfo.environment["PLIMSOLL_FULL"] != nil

/// Every step of random blocks, from the smallest witness, against the step itself.
@Suite struct `The witness of a step` {
  @Test func `leads to the same root as the step, and is refused when anything in it is another`() throws {
    let seed = Seeds.all.last ?? 0
    let prover = StepProver(seed: seed, forgingOneIn: 100)
    try TestExchange.$prover.withValue(prover) {
      try RandomWorlds.run(seed: seed, histories: isFull ? 8 : 2, blocks: 30)
    }
    let found = prover.found
    #expect(found.blocks >= 200 && found.steps > 5_000 && found.forgeries > 10_000, "seed \(seed)")
    for phase in (1...UInt8.max).compactMap(Building.Phase.init) {
      #expect(found.sizes["\(phase)"] != nil, "seed \(seed): no step of \(phase)")
    }
    for frame in (1...UInt8.max).compactMap(Work.Kind.init) {
      #expect(found.sizes.keys.contains { $0.hasSuffix(", \(frame)") }, "seed \(seed): no step of \(frame)")
    }
  }
}
