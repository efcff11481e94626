import Cryptography
import Ledger
import MockL1

/// Watches all claims: answers wrong ones, defends right ones, has every move decided, and collects what is its own.
///
/// It keeps nothing, so it can be asked again after a restart or a reorg. Call it once for each L1 block, when nothing it
/// asked for before waits any more. Of two honest challengers the second one's moves revert and cost nothing.
public struct Challenger<Trace: DisputeTrace>: Sendable {
  public let address: Address
  public let trace: Trace

  public init(address: Address, trace: Trace) {
    self.address = address
    self.trace = trace
  }

  /// What to ask of the L1 now, in this order.
  ///
  /// - Parameters:
  ///   - first: moves before this one are known to be decided and paid.
  ///   - timestampMs: the earliest time that the next L1 block can have.
  public func plan(in contracts: Contracts, from first: UInt64 = 0, at timestampMs: UInt64) -> ChallengerPlan {
    var plan = ChallengerPlan()
    var audit = ClaimAudit(contracts.claims, by: trace)
    let games = DisputedGame.unfinished(in: contracts.disputes, from: first)
    for game in games {
      do throws(TraceGap) {
        guard try audit.isStartRight(game.claimIndex) else { continue }
        plan.calls += try HonestPlayer(trace: trace).calls(in: game, of: contracts, at: timestampMs)
      } catch { plan.unknownClaims.append(game.claimIndex) }
    }
    var decided: Set<UInt64> = []
    for game in games { plan.calls += verdicts(in: game, of: contracts, at: timestampMs, &decided) }
    for game in games { plan.calls += payouts(in: game, of: contracts, at: timestampMs) }
    return plan
  }

  /// Asks for the verdicts that are due: answers before what they answer, and claims after what they build on.
  ///
  /// - Parameter decided: claims whose verdict this plan asks for.
  private func verdicts(
    in game: DisputedGame, of contracts: Contracts, at timestampMs: UInt64, _ decided: inout Set<UInt64>
  ) -> [L1Call] {
    var calls: [L1Call] = []
    var openAnswerCounts: [UInt64: UInt64] = [:]
    for (index, move) in game.moves.reversed() where move.verdict == .open {
      let openAnswerCount = openAnswerCounts[index] ?? move.openAnswerCount
      guard openAnswerCount == 0, move.isDisproved || !contracts.disputes.isAnswerable(move, at: timestampMs) else {
        continue
      }
      if let answered = move.answers.index {
        openAnswerCounts[answered, default: contracts.disputes[answered].openAnswerCount] -= 1
      } else {
        guard isParentDecided(of: game.claimIndex, in: contracts, decided) else { continue }
        decided.insert(game.claimIndex)
      }
      calls.append(.resolve(ResolveCall(move: move.identity)))
    }
    return calls
  }

  private func isParentDecided(of claimIndex: UInt64, in contracts: Contracts, _ decided: Set<UInt64>) -> Bool {
    guard let parent = contracts.claims.all[Int(claimIndex)].parent.index else { return true }
    return decided.contains(parent) || contracts.claims.isDecided(parent)
  }

  private func payouts(in game: DisputedGame, of contracts: Contracts, at timestampMs: UInt64) -> [L1Call] {
    game.moves.compactMap { _, move in
      guard move.payee == address,
        contracts.disputes.isPayable(move, at: timestampMs)
      else { return nil }
      return .claimCredit(ClaimCreditCall(move: move.identity))
    }
  }
}

/// What a challenger asks of the L1.
public struct ChallengerPlan: Equatable, Sendable {
  /// Beside a step that names a batch's hash its bytes must travel (``Sidecars``).
  public var calls: [L1Call] = []
  /// Claims that the trace does not reach: nothing was done about them.
  public var unknownClaims: [UInt64] = []
}
