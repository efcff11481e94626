import Cryptography
import Ledger
import SSZ

/// One game for each claim, in which anybody may answer any move until only one step of the machine is in question.
///
/// Every call touches a bounded number of moves, so that nobody can make a game too large to be decided.
public struct Disputes: Sendable {
  public let rules: DisputeRules
  /// What losers have lost and nobody was given.
  public private(set) var burnedAtoms: UInt64 = 0
  var moves = L1List<GameMove>()
  /// Of a move, by its identity.
  private var directory: [Bytes32: UInt64] = [:]

  init(rules: DisputeRules) { self.rules = rules }

  /// Moves of all games together, the openings included.
  public var moveCount: UInt64 { moves.count }

  /// - Precondition: `index < moveCount`.
  public subscript(index: UInt64) -> GameMove { moves[index] }

  public func index(of identity: Bytes32) -> UInt64? { directory[identity] }

  /// The move with an identity; nil if this chain has none.
  public func move(_ identity: Bytes32) -> GameMove? { directory[identity].map { moves[$0] } }

  func require(_ identity: Bytes32) throws(ContractRevert) -> UInt64 {
    guard let index = directory[identity] else { throw .noSuchMove(identity) }
    return index
  }

  mutating func append(_ move: GameMove) -> UInt64 {
    let index = moves.append(move)
    directory[move.identity] = index
    return index
  }

  mutating func burn(_ atoms: UInt64) { burnedAtoms += atoms }
}

// MARK: - Clocks

extension Disputes {
  /// What the team that would answer a move has used of its clock: up to its own last move before, and since this one.
  public func usedMs(answering move: GameMove, at timestampMs: UInt64) -> UInt64 {
    let before = move.answers.index.map { moves[$0].usedMs } ?? 0
    let since = timestampMs > move.madeAtMs ? timestampMs - move.madeAtMs : 0
    return since < rules.clockMs - before ? before + since : rules.clockMs
  }

  /// Whether a move can be answered in a block with this time.
  public func isAnswerable(_ move: GameMove, at timestampMs: UInt64) -> Bool {
    move.verdict == .open && usedMs(answering: move, at: timestampMs) < rules.clockMs
  }

  func requireTime(toAnswer move: GameMove, at position: L1Position) throws(ContractRevert) {
    guard isAnswerable(move, at: position.timestampMs) else {
      throw .clockRanOut(madeAtMs: move.madeAtMs, foundMs: position.timestampMs)
    }
  }

  /// What a move leaves on its team's clock as used: never so much that an answer to its answer comes too late.
  private func usedMs(byMoveAt depth: Int, answering move: GameMove, at position: L1Position) -> UInt64 {
    min(usedMs(answering: move, at: position.timestampMs), rules.clockMs - rules.extensionMs(afterMoveAtDepth: depth))
  }
}

// MARK: - Moves

extension Disputes {
  /// Opens the game of a claim that was just made.
  mutating func open(_ claimIndex: UInt64, in claims: Claims, at position: L1Position) {
    let claim = claims.all[Int(claimIndex)]
    var move = GameMove()
    move.claimIndex = claimIndex
    move.positionIndex = GamePosition.opening.index
    move.machineRoot = claim.machineRoot
    move.identity = claims.identity(of: claimIndex)
    move.claimant = claim.claimant
    move.bondAtoms = claim.bondAtoms
    move.madeAtMs = position.timestampMs
    _ = append(move)
  }

  /// Makes a move, takes its bond and returns its index.
  mutating func answer(
    _ call: MoveCall, from sender: Address, _ accounts: inout L1Accounts, in claims: inout Claims,
    at position: L1Position
  ) throws(ContractRevert) -> UInt64 {
    let answered = try require(call.answering)
    let move = try move(call, answering: answered, from: sender, at: position)
    try accounts.bond(move.bondAtoms, of: sender)
    moves[answered].openAnswerCount += 1
    if move.position.depth == 1 { claims.challenge(move.claimIndex) }
    return append(move)
  }

  private func move(
    _ call: MoveCall, answering index: UInt64, from sender: Address, at position: L1Position
  ) throws(ContractRevert) -> GameMove {
    let answered = moves[index]
    let place = try place(of: call, answering: answered)
    try requireTime(toAnswer: answered, at: position)
    var move = GameMove()
    move.claimIndex = answered.claimIndex
    move.answers = Link(index)
    move.positionIndex = place.index
    move.machineRoot = call.machineRoot
    move.identity = GameMove.identity(answering: answered.identity, at: place, call.machineRoot)
    move.claimant = sender
    move.bondAtoms = rules.bondAtoms(atDepth: place.depth)
    move.usedMs = usedMs(byMoveAt: place.depth, answering: answered, at: position)
    move.madeAtMs = position.timestampMs
    if let same = directory[move.identity] { throw .movedBefore(moveIndex: same) }
    return move
  }

  private func place(of call: MoveCall, answering move: GameMove) throws(ContractRevert) -> GamePosition {
    guard call.isAttack || move.position != .opening else { throw .claimDefended }
    guard move.position.depth < rules.leafDepth else { throw .tooDeep(leafDepth: rules.leafDepth) }
    return call.isAttack ? move.position.attack : move.position.defense
  }
}

// MARK: - Reorgs

extension Disputes {
  struct Checkpoint: Sendable {
    fileprivate let moves: L1List<GameMove>
    fileprivate let burnedAtoms: UInt64
  }

  var checkpoint: Checkpoint { Checkpoint(moves: moves, burnedAtoms: burnedAtoms) }

  mutating func rewind(to checkpoint: Checkpoint) {
    for index in checkpoint.moves.count..<moves.count { directory[moves[index].identity] = nil }
    moves = checkpoint.moves
    burnedAtoms = checkpoint.burnedAtoms
  }
}

extension Disputes: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.rules == right.rules && left.burnedAtoms == right.burnedAtoms && left.moves.all == right.moves.all
      && left.directory == right.directory
  }
}
