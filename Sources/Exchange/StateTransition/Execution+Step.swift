import Ledger
import Merkle

extension Execution {
  /// Carries out one bounded step: the next one that the execution's own phase and frame call for.
  ///
  /// The sequencer runs this in a loop; a verifier runs it once, on a witness. There is no other path.
  ///
  /// - Precondition: a block has been begun.
  /// - Throws: `StateAccessError` when a witness lacks what the step touches. The execution is then of no more use.
  public mutating func step(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    building.stepCount += 1
    switch work.kind {
    case .matchOrder: return try matchOne(into: &journal)
    case .liquidate: return try liquidateOn(into: &journal)
    case .sumLevels: return try sumNextLevel(into: &journal)
    case .findOrder: return try findNext(into: &journal)
    case .cancelOrders: return try cancelNext(into: &journal)
    case .batch: return try beginOperation(inputs, into: &journal)
    case .setTriggers: return try setNextTrigger(into: &journal)
    case .samplePremium: return try sampleNextLevel(into: &journal)
    case .none: break
    }
    switch building.phase {
    case .idle: preconditionFailure("a step was taken between blocks")
    case .open: try openBlock()
    case .inbox: try readMessage(inputs, into: &journal)
    case .oracle: try acceptReport(inputs, into: &journal)
    case .mark: try setMark(into: &journal)
    case .funding: try fundMarket(into: &journal)
    case .timers: try fireTimer(into: &journal)
    case .liquidate: try findLiquidation(into: &journal)
    case .stops: try releaseStop(into: &journal)
    case .forced: try carryOutForced(inputs, into: &journal)
    case .items: try beginItem(inputs, into: &journal)
    case .close: try closeBlock(into: &journal)
    }
  }

  /// Whether no block is in progress.
  public var isIdle: Bool { building.phase == .idle }

  /// Carries out a whole block.
  ///
  /// - Precondition: the execution is idle, and knows its whole state.
  public mutating func execute(_ inputs: KnownInputs) -> Journal {
    begin(inputs.inputs)
    var journal = Journal()
    while !isIdle {
      do throws(StateAccessError) { try step(inputs, into: &journal) } catch {
        preconditionFailure("a step failed on a state that is known as a whole: \(error)")
      }
    }
    return journal
  }

  /// Moves on by one input, and to the next phase that has any.
  mutating func advance() {
    building.cursor += 1
    enterPhaseWithInputs()
  }

  /// Ends a phase that knows for itself when nothing is left to do.
  mutating func endPhase() {
    building.phase = Self.phase(after: building.phase)
    building.cursor = 0
    enterPhaseWithInputs()
  }

  private mutating func enterPhaseWithInputs() {
    while building.cursor >= inputCount(of: building.phase) {
      building.cursor = 0
      building.phase = Self.phase(after: building.phase)
    }
  }

  /// How many times a phase takes a step of its own, frames apart.
  private func inputCount(of phase: Building.Phase) -> UInt64 {
    switch phase {
    case .idle, .close: .max
    case .open: 1
    case .inbox: UInt64(building.messageCount)
    case .oracle: UInt64(building.reportCount)
    case .mark: state.markets.count + (state.parameters.collateral.isEnabled ? 1 : 0)
    case .funding: state.markets.count
    case .timers: state.markets.count + 1
    case .liquidate: .max
    case .stops: state.markets.count
    case .forced: building.forcedCount > 0 ? UInt64(building.messageCount) : 0
    case .items: UInt64(building.itemCount)
    }
  }

  private static func phase(after phase: Building.Phase) -> Building.Phase {
    switch phase {
    case .open: .inbox
    case .inbox: .oracle
    case .oracle: .mark
    case .mark: .funding
    case .funding: .timers
    case .timers: .liquidate
    case .liquidate: .stops
    case .stops: .forced
    case .forced: .items
    case .items: .close
    case .close, .idle: .idle
    }
  }
}
