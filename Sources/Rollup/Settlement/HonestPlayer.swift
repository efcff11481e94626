import Cryptography
import Ledger
import MockL1
import SSZ

/// Plays one claim's dispute so that truth wins, whoever else plays, and however they play.
///
/// It keeps nothing: what it does follows from the moves on the L1 and the trace. All of its answers hold right roots. It
/// answers
///
/// - a claim that is wrong;
/// - every answer to one of its own answers, and to a claim that is right;
/// - beside an answer of its own, every other one that is not further right. Such a *freeloader* would take the bond.
///
/// and nothing else. A move is its own if it would have made it, whoever did.
///
/// Why its answers stand: call the roots that a move's path says before and after it its bounds. Of each move that is
/// answered here the left bound is right, and the right bound is right exactly if it was said by the answering side. A
/// claim has it, and each rule hands it on: an attack on a wrong root puts that root on the right, a defense of a right one
/// puts that on the left, and a freeloader is answered on behalf of the other side only where its own root, or the right
/// one that it attacks, becomes the bound. So a leaf is always disproved by an honest step, and an honest leaf by none.
/// Source: the solver of Optimism's op-challenger.
public struct HonestPlayer<Trace: DisputeTrace>: Sendable {
  public let trace: Trace

  public init(trace: Trace) { self.trace = trace }

  /// What to answer now.
  ///
  /// - Parameter timestampMs: the earliest time that the next L1 block can have.
  /// - Precondition: the claim's start is right. Otherwise the trace says nothing about what follows from it.
  public func calls(
    in game: DisputedGame, of contracts: Contracts, at timestampMs: UInt64
  ) throws(TraceGap) -> [L1Call] {
    var walk = Walk(range: contracts.disputes.range(of: game.claimIndex, in: contracts.claims), contracts: contracts)
    var calls: [L1Call] = []
    for (index, move) in game.moves where move.verdict == .open && walk.concerns(move) {
      let isAttack = try walk.range.root(afterStep: walk.lastStep(of: move), by: trace) != move.machineRoot
      guard isAttack || move.position != .opening else {
        walk.accept(move)
        continue
      }
      let isInTime = contracts.disputes.isAnswerable(move, at: timestampMs)
      if move.position.depth == walk.leafDepth {
        if isInTime, !move.isDisproved { calls.append(try step(against: move, isAttack: isAttack, in: walk)) }
      } else {
        let answer = try answer(to: move, isAttack: isAttack, in: walk)
        let isNew = walk.note(answer, to: move, at: index)
        if isInTime, isNew { calls.append(.move(answer)) }
      }
    }
    return calls
  }

  private func answer(to move: GameMove, isAttack: Bool, in walk: Walk) throws(TraceGap) -> MoveCall {
    let place = isAttack ? move.position.attack : move.position.defense
    let root = try walk.range.root(afterStep: place.lastStep(leafDepth: walk.leafDepth), by: trace)
    return MoveCall(answering: move.identity, isAttack: isAttack, machineRoot: root)
  }

  private func step(against move: GameMove, isAttack: Bool, in walk: Walk) throws(TraceGap) -> L1Call {
    let number = walk.lastStep(of: move)
    let (entry, step) = walk.range.entryAndStep(isAttack ? number : number + 1)
    guard let entry else {
      return .step(StepCall(move: move.identity, isAttack: isAttack, batchHash: Bytes32(), proof: ByteList()))
    }
    let proof = try trace.proof(ofStep: step, ofEntry: entry)
    let hash = walk.contracts.batchInbox.entries[Int(entry)].bytesHash(ofStep: step)
    do throws(DecodingError) {
      return .step(
        StepCall(move: move.identity, isAttack: isAttack, batchHash: hash, proof: try ByteList(proof)))
    } catch { preconditionFailure("a proof of one step is too large for the L1") }
  }
}

/// What a player has seen of a game up to one of its moves.
private struct Walk {
  let range: DisputedRange
  let contracts: Contracts
  /// Identities of moves that are right and where they belong, made or to be made.
  private var own: Set<Bytes32> = []
  /// Where the own answer to a move stands, by that move's index.
  private var answers: [UInt64: GamePosition] = [:]

  init(range: DisputedRange, contracts: Contracts) {
    self.range = range
    self.contracts = contracts
  }

  var leafDepth: Int { contracts.disputes.rules.leafDepth }

  func lastStep(of move: GameMove) -> UInt64 { move.position.lastStep(leafDepth: leafDepth) }

  /// Whether a move is to be answered. A claim is, if it is wrong.
  func concerns(_ move: GameMove) -> Bool {
    guard let answered = move.answers.index else { return true }
    guard !own.contains(move.identity) else { return false }
    if own.contains(contracts.disputes[answered].identity) { return true }
    return answers[answered].map { move.position <= $0 } ?? false
  }

  /// Takes a right claim for an own move.
  mutating func accept(_ opening: GameMove) { own.insert(opening.identity) }

  /// Remembers an own answer. Returns whether it is not on the L1 yet.
  mutating func note(_ answer: MoveCall, to move: GameMove, at index: UInt64) -> Bool {
    let place = answer.isAttack ? move.position.attack : move.position.defense
    let identity = GameMove.identity(answering: move.identity, at: place, answer.machineRoot)
    own.insert(identity)
    answers[index] = place
    return contracts.disputes.index(of: identity) == nil
  }
}
