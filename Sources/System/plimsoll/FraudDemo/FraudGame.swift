import Cryptography
import FraudProofs
import Ledger
import Merkle
import MockL1
import Node
import SSZ
import Settlement
import StateTransition
import Units

/// Plays a dispute on the mock L1: dave claims a wrong root and defends it, erin has derived the right one.
struct FraudGame {
  static let (liar, challenger) = ("dave", "erin")
  /// L1 blocks come as often as Ethereum's.
  private static let l1BlockMs: UInt64 = 12_000
  /// What the insurance has too much in the liar's version, USDC.
  static let giftUSDC: Int128 = 1_000_000

  private var chain: L1Chain
  private let truth: MachineTrace
  private let lies: MachineTrace
  private let lie: (entryIndex: UInt64, stepIndex: UInt64)
  private let startMs: UInt64
  private var wrongClaim: UInt64?
  private var rightClaim: UInt64?
  private var report: FraudReport

  /// - Parameter corruption: after which step the insurance has more money than it should; nil: in the middle of a liquidation.
  /// - Returns: nil if no block has that step.
  init?(_ world: FraudWorld, at corruption: Corruption?) throws {
    var truth = MachineTrace(genesis: world.genesis, rules: world.rules)
    try truth.follow(world.chain.contracts, reading: world.chain.sidecars)
    guard let lie = try Self.place(of: corruption, in: truth) else { return nil }
    var lies = MachineTrace(
      genesis: world.genesis, rules: world.rules,
      lie: Lie(entryIndex: lie.entryIndex, stepIndex: lie.stepIndex) { after, _ in Self.enrich(&after) })
    try lies.follow(world.chain.contracts, reading: world.chain.sidecars)
    (chain, self.truth, self.lies, self.lie) = (world.chain, truth, lies, lie)
    startMs = chain.head.block.timestampMs
    report = try FraudReport(truth, lie: lie, on: chain)
  }

  private static func place(
    of corruption: Corruption?, in truth: MachineTrace
  ) throws(TraceGap) -> (entryIndex: UInt64, stepIndex: UInt64)? {
    if let corruption {
      guard let first = truth.firstStep(ofBlock: corruption.block),
        let count = truth.stepCount(ofBlock: corruption.block), corruption.step < count
      else { return nil }
      return (first.entryIndex, first.stepIndex + 1 + UInt64(corruption.step))
    }
    for entry in 0..<truth.entryCount {
      for step in 0..<(try truth.stepCount(ofEntry: entry)) {
        guard case .step(_, _, let kind) = try truth.place(ofStep: step, ofEntry: entry) else { continue }
        if kind.work == .liquidate { return (entry, step) }
      }
    }
    preconditionFailure("nobody is liquidated in a story about a liquidation")
  }

  /// A wrong that keeps its books: conservation alone would not find it.
  private static func enrich(_ execution: inout Execution) {
    let (index, gift) = (Owner.Reserved.insurance.account.index, Notional(atoms: giftUSDC * 1_000_000))
    do {
      var account = try execution.state.accounts.read(index)
      account.cash = account.cash.adding(gift)
      try execution.state.accounts.write(account, at: index)
      execution.state.totals.cash = execution.state.totals.cash.adding(gift)
      execution.state.totals.deposited = execution.state.totals.deposited.adding(gift)
    } catch { preconditionFailure("a state that is known as a whole was blinded") }
  }
}

// MARK: - The game

extension FraudGame {
  /// Plays to the end, and tells what happened.
  mutating func play() throws -> FraudReport {
    for _ in 0..<200 where !isOver {
      for call in try liarsCalls() { chain.submit(call, from: FraudWorld.key(Self.liar).address) }
      for call in try challengersCalls() { chain.submit(call, from: FraudWorld.key(Self.challenger).address) }
      let before = chain.contracts
      // Where nobody has anything to do, some blocks without transactions are left out.
      let gapMs = chain.pending.isEmpty ? 5 * Self.l1BlockMs : Self.l1BlockMs
      let block = chain.mine(at: chain.head.block.timestampMs + gapMs)
      for (transaction, outcome) in zip(block.block.transactions.elements, block.outcomes) {
        try note(transaction, outcome, before)
      }
    }
    report.end(chain.contracts, wrongClaim: wrongClaim, rightClaim: rightClaim)
    return report
  }

  /// Whether both claims have their verdicts, and whoever won has been paid.
  private var isOver: Bool {
    guard let wrongClaim, let rightClaim else { return false }
    let (claims, disputes) = (chain.contracts.claims, chain.contracts.disputes)
    return claims.isDecided(wrongClaim) && claims.isDecided(rightClaim)
      && (0..<disputes.moveCount).allSatisfy { disputes[$0].verdict != .open && disputes[$0].payoutAtoms == 0 }
  }

  /// Claims until one is wrong, and defends that one.
  private func liarsCalls() throws -> [L1Call] {
    let (contracts, address) = (chain.contracts, FraudWorld.key(Self.liar).address)
    let nextMs = chain.head.block.timestampMs + Self.l1BlockMs
    guard let wrongClaim else {
      let proposer = Proposer(claimant: address, bondAtoms: FraudWorld.claimBondAtoms)
      return [try proposer.nextClaim(in: contracts, by: lies)].compactMap { $0 }
    }
    let disputes = contracts.disputes
    let game = DisputedGame.unfinished(in: disputes).first { $0.claimIndex == wrongClaim }
    let answers = try game.map { try HonestPlayer(trace: lies).calls(in: $0, of: contracts, at: nextMs) } ?? []
    let payouts = (0..<disputes.moveCount).map { disputes[$0] }.filter {
      $0.payee == address && disputes.isPayable($0, at: nextMs)
    }
    return answers + payouts.map { .claimCredit(ClaimCreditCall(move: $0.identity)) }
  }

  /// Answers what is wrong; and says what is right, once the wrong claim has fallen.
  private func challengersCalls() throws -> [L1Call] {
    let (contracts, address) = (chain.contracts, FraudWorld.key(Self.challenger).address)
    let plan = Challenger(address: address, trace: truth)
      .plan(in: contracts, at: chain.head.block.timestampMs + Self.l1BlockMs)
    guard let wrongClaim, rightClaim == nil, contracts.claims.isDecided(wrongClaim) else { return plan.calls }
    let proposer = Proposer(claimant: address, bondAtoms: FraudWorld.claimBondAtoms)
    return plan.calls + [try proposer.nextClaim(in: contracts, by: truth)].compactMap { $0 }
  }
}

// MARK: - What is told of it

extension FraudGame {
  private mutating func note(_ transaction: L1Transaction, _ outcome: L1Outcome, _ before: Contracts) throws {
    let who = transaction.sender == FraudWorld.key(Self.liar).address ? Self.liar : Self.challenger
    let seconds = (chain.head.block.timestampMs - startMs) / 1_000
    switch (transaction.call, outcome) {
    case (.claim, .claimed(let index)):
      let claim = chain.contracts.claims.all[Int(index)]
      let isRight = try truth.root(afterEntry: claim.entryIndex) == claim.machineRoot
      if !isRight { wrongClaim = index } else if who == Self.challenger { rightClaim = index }
      report.claims.append(
        FraudReport.Claim(
          seconds: seconds, who: who, entryIndex: claim.entryIndex, root: claim.machineRoot, isRight: isRight))
    case (.move(let call), .moved(let index)):
      report.moves.append(try move(index, isAttack: call.isAttack, who, seconds))
    case (.step(let call), .stepped(let index)):
      report.step = try step(call, against: before.disputes[index], before, who, seconds)
    case (_, .resolved(let index, let verdict)):
      let move = chain.contracts.disputes[index]
      report.note(verdict, on: move, seconds: seconds)
    case (_, .paid(_, let atoms)):
      report.payouts.append(FraudReport.Payout(seconds: seconds, who: who, atoms: atoms))
    default: break
    }
  }

  private func move(
    _ index: UInt64, isAttack: Bool, _ who: String, _ seconds: UInt64
  ) throws -> FraudReport.Move {
    let disputes = chain.contracts.disputes
    let move = disputes[index]
    let range = disputes.range(of: move.claimIndex, in: chain.contracts.claims)
    return FraudReport.Move(
      seconds: seconds, who: who, isAttack: isAttack, root: move.machineRoot, bondAtoms: move.bondAtoms,
      remaining: try FraudReport.Remaining(disputes.stepsInQuestion(after: index), of: range, by: truth))
  }

  private func step(
    _ call: StepCall, against move: GameMove, _ contracts: Contracts, _ who: String, _ seconds: UInt64
  ) throws -> FraudReport.Step? {
    let range = contracts.disputes.range(of: move.claimIndex, in: contracts.claims)
    let number = move.position.lastStep(leafDepth: contracts.disputes.rules.leafDepth) + (call.isAttack ? 0 : 1)
    let (entry, step) = range.entryAndStep(number)
    guard let entry else { return nil }
    return FraudReport.Step(
      seconds: seconds, who: who, place: try truth.place(ofStep: step, ofEntry: entry),
      proofBytes: call.proof.bytes.count, rightRoot: try range.root(afterStep: number, by: truth),
      wrongRoot: try range.root(afterStep: number, by: lies),
      isTheLie: entry == lie.entryIndex && step == lie.stepIndex)
  }
}
