import Cryptography
import Ledger
import Merkle
import SSZ
import Settlement
import StateTransition
import Testing
import Units

/// A way to lie about the entries of a `CrashScene`.
struct Fraud: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let lie: @Sendable (CrashScene) throws -> Lie

  private init(_ name: String, _ lie: @escaping @Sendable (CrashScene) throws -> Lie) {
    (testDescription, self.lie) = (name, lie)
  }

  /// After the first step of a block that `isIt` describes, the execution is changed. Block 3 has the crash.
  private init(
    _ name: String, in block: UInt64 = 3, after isIt: @escaping @Sendable (SeenStep) throws -> Bool,
    _ change: @escaping @Sendable (inout Execution, Execution) -> Void
  ) {
    self.init(name) { scene in
      let step = try #require(try scene.steps(ofBlock: block).first(where: isIt))
      let entry = try #require(scene.truth.firstStep(ofBlock: block)).entryIndex
      return Lie(entryIndex: entry, stepIndex: step.stepIndex, change)
    }
  }

  static let all: [Fraud] = [
    Fraud("an account has an atom more", after: { $0.phase == .items }) { after, _ in
      after.state.change(5) { $0.cash = $0.cash.adding(Notional(atoms: 1)) }
    },
    Fraud("a liquidation is skipped", after: { $0.work == .liquidate }) { after, before in
      after.state = before.state
      after.work = Work()
      (after.building.phase, after.building.cursor) = (.stops, 0)
    },
    Fraud("the mark is an atom higher", after: { $0.phase == .mark }) { after, _ in
      after.state.changeMarket { $0.markAtomsPerLot += 1 }
    },
    Fraud("somebody else is deleveraged", after: { try $0.changesPosition(of: 6) }) { after, _ in
      after.state.exchangePositions(of: 5, and: 6)
    },
    Fraud("a message of the inbox is read and not carried out", after: { $0.phase == .inbox }) { after, before in
      let cursor = after.state.inbox
      after.state = before.state
      after.state.inbox = cursor
    },
    Fraud("a forced message is not carried out", in: 5, after: { $0.phase == .forced }) { after, before in
      after.state = before.state
    },
    Fraud("there is a receipt too many", after: { $0.phase == .items }) { after, _ in
      after.building.receipts.append(Receipt().hashTreeRoot())
    },
    Fraud("the block's hash is another", after: { $0.phase == .close }) { after, _ in
      after.lastBlock = SHA256.hash(after.lastBlock, after.lastBlock)
    },
    Fraud("a block is begun with another time") { scene in
      let next = try #require(scene.truth.firstStep(ofBlock: 3)).stepIndex
      return Lie(entryIndex: 1, stepIndex: next) { after, _ in after.building.timestampMs += 1 }
    },
    Fraud("the batch is said to be void") { _ in Lie(decodingEntry: 1, as: []) },
  ]
}

extension SeenStep {
  /// Whether the step closes some of an account's position.
  fileprivate func changesPosition(of account: UInt64) throws -> Bool {
    guard phase == .liquidate else { return false }
    return try before.state.position(of: account).value.size != after.state.position(of: account).value.size
  }
}

extension State {
  fileprivate func position(of account: UInt64) throws -> (index: UInt64, value: Position) {
    let index = try #require(try accounts.read(account).firstPosition.index)
    return (index, try positions.read(index))
  }

  fileprivate mutating func change(_ account: UInt64, _ change: (inout Account) -> Void) {
    do {
      var value = try accounts.read(account)
      change(&value)
      try accounts.write(value, at: account)
    } catch { Issue.record(error) }
  }

  fileprivate mutating func changeMarket(_ change: (inout Market) -> Void) {
    do {
      var market = try markets.read(0)
      change(&market)
      try markets.write(market, at: 0)
    } catch { Issue.record(error) }
  }

  /// As if what was taken of one had been taken of the other.
  fileprivate mutating func exchangePositions(of first: UInt64, and second: UInt64) {
    do {
      let (left, right) = (try position(of: first), try position(of: second))
      var (newLeft, newRight) = (left.value, right.value)
      (newLeft.size, newLeft.cost) = (right.value.size, right.value.cost)
      (newRight.size, newRight.cost) = (left.value.size, left.value.cost)
      try positions.write(newLeft, at: left.index)
      try positions.write(newRight, at: right.index)
    } catch { Issue.record(error) }
  }
}
