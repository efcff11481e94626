import Cryptography
import Ledger
import SSZ

extension Disputes {
  /// Decides a move and returns its index: it is countered if one of its answers stands, or a step has disproved it.
  ///
  /// The leftmost answer that stands wins the bond. An answer further right may stand only because it builds on the very
  /// root that is wrong, where no step can show anything.
  mutating func resolve(
    _ call: ResolveCall, _ accounts: inout L1Accounts, in claims: inout Claims, at position: L1Position
  ) throws(ContractRevert) -> (UInt64, GameMove.Verdict) {
    let index = try require(call.move)
    var move = moves[index]
    try requireReady(move, index: index, at: position)
    move.verdict = winner(over: move) == nil ? .stands : .countered
    let isForfeited = try decideClaim(of: move, in: &claims)
    move.decidedAtMs = position.timestampMs
    (move.payee, move.payoutAtoms) = payout(of: move, isForfeited: isForfeited)
    hand(over: move, &accounts)
    moves[index] = move
    if let answered = move.answers.index { report(move, index: index, to: answered) }
    return (index, move.verdict)
  }

  private func requireReady(_ move: GameMove, index: UInt64, at position: L1Position) throws(ContractRevert) {
    guard move.verdict == .open else { throw .decidedBefore(moveIndex: index) }
    guard move.openAnswerCount == 0 else { throw .answersOpen(count: move.openAnswerCount) }
    let remaining = rules.clockMs - usedMs(answering: move, at: position.timestampMs)
    guard move.isDisproved || remaining == 0 else { throw .clockStillRuns(remainingMs: remaining) }
  }

  /// Who counters a move all of whose answers are decided; nil if it stands.
  private func winner(over move: GameMove) -> Address? {
    move.isDisproved ? move.disprovedBy : move.leftmostStanding.index.map { moves[$0].claimant }
  }

  /// The verdict on an opening is the verdict on its claim. Returns whether the bond of one that stands is lost all the
  /// same, because the claim builds on a defeated one.
  private func decideClaim(of move: GameMove, in claims: inout Claims) throws(ContractRevert) -> Bool {
    guard move.position == .opening else { return false }
    return try claims.decide(move.claimIndex, isCountered: move.verdict == .countered) == .defeated
  }

  private func payout(of move: GameMove, isForfeited: Bool) -> (Address, UInt64) {
    if let winner = winner(over: move) { return (winner, rules.winnerAtoms(of: move.bondAtoms)) }
    return (move.claimant, isForfeited ? 0 : move.bondAtoms)
  }

  /// Moves a decided bond to whom it belongs now, and burns the rest.
  private mutating func hand(over move: GameMove, _ accounts: inout L1Accounts) {
    accounts.update(move.claimant) { $0.bondedAtoms -= move.bondAtoms }
    accounts.update(move.payee) { $0.bondedAtoms += move.payoutAtoms }
    burn(move.bondAtoms - move.payoutAtoms)
  }

  /// Tells the answered move of the verdict. The result does not depend on the order of verdicts.
  private mutating func report(_ move: GameMove, index: UInt64, to answered: UInt64) {
    moves[answered].openAnswerCount -= 1
    guard move.verdict == .stands else { return }
    if let other = moves[answered].leftmostStanding.index {
      guard (move.position, index) < (moves[other].position, other) else { return }
    }
    moves[answered].leftmostStanding = Link(index)
  }
}

// MARK: - Payouts

extension Disputes {
  /// Whether a move's bond can be paid in a block with this time.
  public func isPayable(_ move: GameMove, at timestampMs: UInt64) -> Bool {
    move.payoutAtoms > 0 && timestampMs >= move.decidedAtMs
      && timestampMs - move.decidedAtMs >= rules.payoutDelayMs
  }

  /// Pays what a decided bond came to, and returns the move's index and the amount.
  mutating func pay(
    _ call: ClaimCreditCall, _ accounts: inout L1Accounts, at position: L1Position
  ) throws(ContractRevert) -> (UInt64, UInt64) {
    let index = try require(call.move)
    let move = moves[index]
    guard move.verdict != .open else { throw .undecided(moveIndex: index) }
    guard move.payoutAtoms > 0 else { throw .nothingToPay(moveIndex: index) }
    guard isPayable(move, at: position.timestampMs) else {
      throw .payoutTooEarly(decidedAtMs: move.decidedAtMs, foundMs: position.timestampMs)
    }
    accounts.update(move.payee) { account in
      account.bondedAtoms -= move.payoutAtoms
      account.atoms += move.payoutAtoms
    }
    moves[index].payoutAtoms = 0
    return (index, move.payoutAtoms)
  }
}
