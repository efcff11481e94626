import Cryptography
import JSON
import Ledger
import MockL1
import Node
import Settlement

/// What happened in a dispute. Times are seconds of the L1 since everything had been posted.
struct FraudReport {
  struct Claim {
    let seconds: UInt64
    let who: String
    let entryIndex: UInt64
    let root: Bytes32
    let isRight: Bool
  }

  struct Move {
    let seconds: UInt64
    let who: String
    /// Whether it says that the other's last root is wrong, and not that it is right.
    let isAttack: Bool
    let root: Bytes32
    let bondAtoms: UInt64
    let remaining: Remaining
  }

  /// Steps that are still in question, of those that do anything.
  struct Remaining {
    let entries: ClosedRange<UInt64>
    let blocks: ClosedRange<UInt64>?
    let stepCount: Int

    /// - Parameter numbers: in the tree that the dispute bisects.
    init(_ numbers: ClosedRange<UInt64>, of range: DisputedRange, by trace: MachineTrace) throws(TraceGap) {
      var (entries, blocks, count) = ([UInt64](), [UInt64](), 0)
      for entry in range.entries {
        let first = (entry - range.entries.lowerBound) * (range.lastStepIndex + 1)
        for step in 0..<(try trace.stepCount(ofEntry: entry)) where numbers.contains(first + step) {
          count += 1
          entries.append(entry)
          switch try trace.place(ofStep: step, ofEntry: entry) {
          case .next(let block), .step(let block, _, _): blocks.append(block)
          case .decode, .done: break
          }
        }
      }
      self.entries = (entries.first ?? range.entries.upperBound)...(entries.last ?? range.entries.upperBound)
      self.blocks = blocks.first.map { $0...(blocks.last ?? $0) }
      stepCount = count
    }
  }

  struct Step {
    let seconds: UInt64
    let who: String
    let place: MachinePlace
    let proofBytes: Int
    let rightRoot: Bytes32
    let wrongRoot: Bytes32
    /// Whether it is the very step after which the liar's machine was another.
    let isTheLie: Bool
  }

  struct Payout {
    let seconds: UInt64
    let who: String
    let atoms: UInt64
  }

  let entryCount: UInt64
  /// Of all entries together.
  let stepCount: UInt64
  let lieEntry: UInt64
  let lie: MachinePlace
  var claims: [Claim] = []
  var moves: [Move] = []
  var step: Step?
  var payouts: [Payout] = []
  /// When the wrong claim was thrown out, and when the right one could be relied on.
  private(set) var defeatedSeconds: UInt64?
  private(set) var settledSeconds: UInt64?
  private(set) var lostBondAtoms: UInt64 = 0
  private(set) var burnedAtoms: UInt64 = 0
  /// What each has at the end, less what it had at first.
  private(set) var gains: [(who: String, atoms: Int64)] = []
  private(set) var isCaught = false
  private let before: L1Accounts

  init(_ truth: MachineTrace, lie: (entryIndex: UInt64, stepIndex: UInt64), on chain: L1Chain) throws(TraceGap) {
    entryCount = truth.entryCount
    var count: UInt64 = 0
    for entry in 0..<truth.entryCount { count += try truth.stepCount(ofEntry: entry) }
    stepCount = count
    lieEntry = lie.entryIndex
    self.lie = try truth.place(ofStep: lie.stepIndex, ofEntry: lie.entryIndex)
    before = chain.contracts.accounts
  }

  mutating func note(_ verdict: GameMove.Verdict, on move: GameMove, seconds: UInt64) {
    let isLiars = move.claimant == FraudWorld.key(FraudGame.liar).address
    if isLiars, verdict == .countered { lostBondAtoms += move.bondAtoms }
    guard move.position == .opening else { return }
    switch verdict {
    case .countered: defeatedSeconds = seconds
    case .stands where !isLiars: settledSeconds = seconds
    default: break
    }
  }

  mutating func end(_ contracts: Contracts, wrongClaim: UInt64?, rightClaim: UInt64?) {
    burnedAtoms = contracts.disputes.burnedAtoms
    gains = [FraudGame.liar, FraudGame.challenger].map { who in
      let address = FraudWorld.key(who).address
      return (who, Int64(contracts.accounts[address].atoms) - Int64(before[address].atoms))
    }
    guard let wrongClaim, let rightClaim, let step else { return }
    isCaught =
      step.isTheLie && contracts.claims.status(of: wrongClaim) == .defeated
      && contracts.claims.status(of: rightClaim) == .settled
  }
}

extension FraudReport {
  var json: JSONValue {
    let winnings: [JSONValue] = gains.map { ["who": .string($0.who), "usdc": .string(Self.usdc($0.atoms))] }
    return [
      "batches": .count(entryCount), "steps": .count(stepCount), "lie": Self.json(lie),
      "claims": .array(claims.map(\.json)), "moves": .array(moves.map(\.json)), "step": Self.json(step, \.json),
      "payouts": .array(payouts.map(\.json)), "defeatedSeconds": Self.json(defeatedSeconds) { .count($0) },
      "settledSeconds": Self.json(settledSeconds) { .count($0) }, "lostBonds": .string(Self.usdc(lostBondAtoms)),
      "burned": .string(Self.usdc(burnedAtoms)), "gains": .array(winnings), "caught": .bool(isCaught),
    ]
  }

  static func usdc(_ atoms: some BinaryInteger) -> String {
    Decimal.format(Int128(atoms), decimals: Decimal.quoteDecimals)
  }

  fileprivate static func json<Value>(_ value: Value?, _ json: (Value) -> JSONValue) -> JSONValue {
    value.map(json) ?? .null
  }

  fileprivate static func json(_ place: MachinePlace) -> JSONValue {
    switch place {
    case .decode: ["kind": "decode"]
    case .next(let block): ["kind": "next", "block": .count(block)]
    case .step(let block, let step, let kind):
      ["kind": .string("\(kind)"), "block": .count(block), "step": .count(step)]
    case .done: ["kind": "done"]
    }
  }
}

extension FraudReport.Claim {
  fileprivate var json: JSONValue {
    [
      "seconds": .count(seconds), "who": .string(who), "batch": .count(entryIndex), "root": .hash(root),
      "isRight": .bool(isRight),
    ]
  }
}

extension FraudReport.Move {
  fileprivate var json: JSONValue {
    [
      "seconds": .count(seconds), "who": .string(who), "says": .string(isAttack ? "wrong" : "right"),
      "root": .hash(root), "bond": .string(FraudReport.usdc(bondAtoms)), "left": remaining.json,
    ]
  }
}

extension FraudReport.Remaining {
  fileprivate var json: JSONValue {
    [
      "firstBatch": .count(entries.lowerBound), "lastBatch": .count(entries.upperBound),
      "firstBlock": FraudReport.json(blocks) { .count($0.lowerBound) },
      "lastBlock": FraudReport.json(blocks) { .count($0.upperBound) }, "steps": .count(stepCount),
    ]
  }
}

extension FraudReport.Payout {
  fileprivate var json: JSONValue {
    ["seconds": .count(seconds), "who": .string(who), "usdc": .string(FraudReport.usdc(atoms))]
  }
}

extension FraudReport.Step {
  fileprivate var json: JSONValue {
    [
      "seconds": .count(seconds), "who": .string(who), "place": FraudReport.json(place),
      "proofBytes": .count(proofBytes), "rightRoot": .hash(rightRoot), "wrongRoot": .hash(wrongRoot),
      "isTheLie": .bool(isTheLie),
    ]
  }
}
