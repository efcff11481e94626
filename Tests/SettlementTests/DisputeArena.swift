import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import TestSupport

/// An L1 with batches of a toy machine, one honest actor, and any number of others who may do what they like.
struct DisputeArena {
  static let honest = Address([UInt8](repeating: 1, count: 20))
  static let liars = (2..<5).map { Address([UInt8](repeating: $0, count: 20)) }
  static let poster = Address([UInt8](repeating: 9, count: 20))
  static let atoms: UInt64 = 1 << 40
  static let claimBondAtoms: UInt64 = 100

  let machine: ToyMachine
  let truth: ToyTrace
  let lies: [ToyTrace]
  var chain: L1Chain
  /// How often what happened.
  var tally: [String: Int] = [:]

  /// - Parameter lieSeed: chooses where two liars begin to lie.
  init(batchLevels: UInt8, stepLevels: UInt8, entryCount: Int, lieSeed: UInt64 = 0) throws {
    machine = ToyMachine(stepLimit: (1 << UInt64(stepLevels)) - (stepLevels > 1 ? 1 : 0))
    var rules = DisputeRules()
    (rules.batchLevels, rules.stepLevels) = (batchLevels, stepLevels)
    (rules.clockMs, rules.extensionMs, rules.payoutDelayMs) = (100_000, 20_000, 5_000)
    (rules.baseBondAtoms, rules.bondAtomsPerLevel) = (11, 3)
    rules.genesisMachineRoot = SHA256.hash([7])
    let batches = (0..<entryCount).map { [UInt8($0), 5] }
    var random = SplitMix64(seed: lieSeed)
    truth = ToyTrace(machine, from: rules.genesisMachineRoot, batchHashes: batches.map { SHA256.hash($0) })
    lies = (0..<2).map { [machine] number in
      let entry = UInt64.random(in: 0..<UInt64(entryCount), using: &random)
      let step = UInt64.random(in: 0..<machine.stepCount(of: entry), using: &random)
      return ToyTrace(
        machine, from: rules.genesisMachineRoot, batchHashes: batches.map { SHA256.hash($0) },
        lie: (entry, step, SHA256.hash([0xff, UInt8(number)])))
    }
    chain = L1Chain(
      genesis: try L1Genesis(
        timestampMs: 1_000, sequencer: Self.poster, minimumBondAtoms: Self.claimBondAtoms,
        balances: ([Self.honest] + Self.liars).map { L1Genesis.Balance($0, atoms: Self.atoms) }, disputes: rules),
      judge: machine)
    for batch in batches { post(batch) }
  }

  private mutating func post(_ batch: [UInt8]) {
    let inbox = chain.contracts.batchInbox
    chain.sidecars.insert(batch)
    chain.submit(
      .postBatch(
        PostBatchCall(
          expectedIndex: inbox.entryCount, expectedAccumulator: inbox.accumulator, data: batch, inboxUpTo: 0, epoch: 0)),
      from: Self.poster)
    mine(after: 1)
  }

  var contracts: Contracts { chain.contracts }
  var disputes: Disputes { chain.contracts.disputes }
  var nowMs: UInt64 { chain.head.block.timestampMs }

  @discardableResult
  mutating func mine(after gapMs: UInt64) -> MinedBlock { chain.mine(at: nowMs + gapMs) }

  mutating func note(_ what: String) { tally[what, default: 0] += 1 }

  mutating func noteLast() {
    for (transaction, outcome) in zip(chain.head.block.transactions.elements, chain.head.outcomes) {
      let side = transaction.sender == Self.honest ? "honest" : "liar"
      switch outcome {
      case .reverted(let revert): note("\(side) reverted \("\(revert)".prefix { $0 != "(" })")
      case .resolved(_, let verdict): note("\(side) resolved \(verdict)")
      default: note("\(side) \("\(outcome)".prefix { $0 != "(" })")
      }
    }
  }

  /// Makes a claim on all entries at once.
  mutating func claimAll(by trace: ToyTrace, from sender: Address) throws {
    let last = contracts.batchInbox.entryCount - 1
    chain.submit(
      .claim(
        ClaimCall(
          parent: .none, parentIdentity: Bytes32(), entryIndex: last,
          entryAccumulator: contracts.batchInbox.accumulator, machineRoot: try trace.root(afterEntry: last),
          bondAtoms: Self.claimBondAtoms)),
      from: sender)
    mine(after: 1)
  }

  /// All quote tokens there ever were.
  var supply: UInt64 {
    contracts.accounts.all.reduce(disputes.burnedAtoms + contracts.bridge.vaultAtoms) {
      $0 + $1.atoms + $1.bondedAtoms
    }
  }
}

// MARK: - The honest actor

extension DisputeArena {
  var challenger: Challenger<ToyTrace> { Challenger(address: Self.honest, trace: truth) }

  /// Asks for all that the honest actor wants now. Returns whether that is anything.
  @discardableResult
  mutating func submitHonest(claiming: Bool = false) throws -> Bool {
    var calls: [L1Call] = []
    let proposer = Proposer(claimant: Self.honest, bondAtoms: Self.claimBondAtoms)
    if claiming, let claim = try proposer.nextClaim(in: contracts, by: truth) { calls.append(claim) }
    let plan = challenger.plan(in: contracts, at: nowMs + 1)
    guard plan.unknownClaims.isEmpty else { throw TraceGap(entryIndex: 0) }
    calls += plan.calls
    for call in calls { chain.submit(call, from: Self.honest) }
    return !calls.isEmpty
  }

  /// Lets the honest actor alone until nothing is left to decide or to collect.
  mutating func finish(claiming: Bool = false) throws -> Bool {
    for _ in 0..<400 {
      let isActive = try submitHonest(claiming: claiming)
      if !isActive, isOver { return true }
      mine(after: isActive ? 1_000 : 19_000)
      noteLast()
    }
    return false
  }

  private var isOver: Bool {
    (0..<disputes.moveCount).allSatisfy {
      disputes[$0].verdict != .open && (disputes[$0].payoutAtoms == 0 || disputes[$0].payee != Self.honest)
    }
  }
}

// MARK: - What must hold

extension DisputeArena {
  /// Whether a claim and all that it builds on say what is true.
  func isTrue(_ claimIndex: UInt64) throws -> Bool {
    var link = Link(claimIndex)
    while let index = link.index {
      let claim = contracts.claims.all[Int(index)]
      guard try truth.root(afterEntry: claim.entryIndex) == claim.machineRoot else { return false }
      link = claim.parent
    }
    return true
  }

  /// What went wrong in a finished arena; empty if nothing did.
  func failures() throws -> [String] {
    var failures: [String] = []
    for index in 0..<UInt64(contracts.claims.all.count) {
      let status = contracts.claims.status(of: index)
      let expected: [ClaimStatus?] = try isTrue(index) ? [.settled, .superseded] : [.defeated]
      if !expected.contains(status) { failures.append("claim \(index) is \(String(describing: status))") }
    }
    for index in 0..<disputes.moveCount {
      let move = disputes[index]
      if move.claimant == Self.honest, move.verdict != .stands { failures.append("honest move \(index) lost") }
      // Whoever answered beside it did not take what it won.
      if move.claimant == Self.honest, let answered = move.answers.index, disputes[answered].payee != Self.honest {
        failures.append("honest move \(index) was not paid for")
      }
    }
    let account = contracts.accounts[Self.honest]
    if account.bondedAtoms != 0 { failures.append("\(account.bondedAtoms) honest atoms are bonded") }
    if account.atoms < Self.atoms { failures.append("\(Self.atoms - account.atoms) honest atoms are lost") }
    let supply = Self.atoms * UInt64(1 + Self.liars.count)
    if self.supply != supply { failures.append("\(self.supply) atoms instead of \(supply)") }
    return failures
  }
}
