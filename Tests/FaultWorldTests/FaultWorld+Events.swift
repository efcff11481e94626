import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport

@testable import Node

extension FaultWorld {
  enum Event {
    case blocks(Int)
    case silence(ms: UInt64)
    case deposit, forcedMessage, forceInclude, wrongClaim, crash
    /// What is sealed is sent to the L1; the L1 makes a block.
    case post, mine
    case congestion(blocks: UInt64)
    /// A batch waits until its blocks are too old.
    case lateness
    case reorg(depth: Int)
  }

  mutating func drawnEvent() -> Event {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<36: .blocks(.random(in: 1...4, using: &random))
    case 36..<38: .post
    case 38..<40: .mine
    case 40..<48: .silence(ms: .random(in: 500...60_000, using: &random))
    case 48..<56: .deposit
    case 56..<64: .forcedMessage
    case 64..<70: .forceInclude
    case 70..<76: .congestion(blocks: .random(in: 1...12, using: &random))
    case 76..<78: .lateness
    case 78..<90: .reorg(depth: .random(in: 1...8, using: &random))
    case 90..<94: .crash
    default: .wrongClaim
    }
  }

  mutating func carryOut(_ event: Event) throws {
    tell("\(event)")
    switch event {
    case .blocks(let count): try sealBlocks(count)
    case .silence(let ms): try beSilent(ms)
    case .deposit: engine.deposit(.random(in: 1...1_000_000, using: &random), from: user(), to: user())
    case .forcedMessage: force()
    case .forceInclude: engine.l1.submit(.forceInclude, from: user())
    case .post: try engine.post()
    case .mine: try engine.mineL1()
    case .congestion(let blocks): congest(blocks)
    case .lateness: try beLate()
    case .reorg(let depth): try takeBack(depth)
    case .crash: try crash()
    case .wrongClaim: try lieOnce()
    }
    nowMs = max(nowMs, engine.l1.head.block.timestampMs, engine.state.clock.timestampMs)
  }

  /// Whoever falls silent sends what there is.
  private mutating func beSilent(_ ms: UInt64) throws {
    try engine.post()
    try advance(ms)
  }

  mutating func user() -> Address { Traffic.users[Int.random(in: Traffic.users.indices, using: &random)] }

  mutating func advance(_ ms: UInt64) throws {
    nowMs += ms
    try engine.advanceL1(to: nowMs)
  }

  mutating func sealBlocks(_ count: Int) throws {
    for _ in 0..<count {
      nowMs += 250
      _ = try traffic.seal(on: engine, at: nowMs)
    }
  }

  private mutating func force() {
    var withdrawal = Withdraw()
    withdrawal.amount = .random(in: 1...1_000, using: &random)
    let actions: [ForcedAction] = [
      .withdraw(withdrawal), .cancelAll(CancelAll(market: 0)), .close(ClosePosition(market: 1)),
    ]
    let action = actions[Int.random(in: actions.indices, using: &random)]
    engine.l1.submit(.forceAction(ForceActionCall(ForcedRequest(action))), from: user())
    evidence.count(.forcedMessage)
  }

  /// So short and so rarely that nobody runs out of time in a dispute.
  private mutating func congest(_ blocks: UInt64) {
    guard nowMs >= calmUntilMs else { return }
    calmUntilMs = nowMs + blocks * genesis.l1BlockTimeMs + 60_000
    engine.congestL1(blockCount: blocks)
    evidence.count(.congestion)
  }

  private mutating func beLate() throws {
    guard nowMs >= calmUntilMs else { return }
    try sealBlocks(2)
    try engine.post()
    congest((genesis.rules.maxBackdateMs + 10_000) / genesis.l1BlockTimeMs)
    for _ in 0..<6 {
      try advance(genesis.rules.maxBackdateMs / 4)
      if random.oneIn(3) { try flush() }
    }
  }

  private mutating func takeBack(_ depth: Int) throws {
    let depth = min(depth, engine.reorgLimit)
    guard depth > 0 else { return }
    if random.oneIn(3) { engine.l1.submit(.forceInclude, from: user()) }
    let before = engine.l1
    _ = try engine.reorgL1(depth: depth)
    evidence.count(.reorg)
    evidence.depths.insert(depth)
    noteRemoved(before, depth: depth)
  }

  private mutating func noteRemoved(_ before: L1Chain, depth: Int) {
    let number = before.head.block.number - UInt64(depth)
    let entries = before.contracts.batchInbox.entries.filter { $0.l1Number > number }
    evidence.removed += entries.filter { $0.kind == .sequencer }
    evidence.count(.removedForcedEntry, entries.count { $0.kind == .forced })
    let messages = Set(before.contracts.inbox.messages.filter { $0.l1Number > number }.map(\.payload.bytes))
    let again = engine.l1.contracts.inbox.messages.filter {
      $0.l1Number > number && messages.contains($0.payload.bytes)
    }
    evidence.count(.movedMessage, again.count)
    for outcome in before.blocks.suffix(depth).flatMap(\.outcomes) {
      switch outcome {
      case .claimed: evidence.count(.removedClaim)
      case .moved: evidence.count(.removedMove)
      default: break
      }
    }
  }

  private mutating func crash() throws {
    evidence.count(.crash)
    if engine.unflushedCount > 0 { evidence.count(.crashWithUnflushedBlocks) }
    engine = try Engine.open(genesis, policy: Self.policy, store: store)
    nowMs = max(nowMs, engine.l1.head.block.timestampMs)
    try flush()
  }

  /// Claims what is wrong from one of the last entries on, and defends it.
  private mutating func lieOnce() throws {
    let count = engine.l1.contracts.batchInbox.entryCount
    guard liar == nil, count > 2 else { return }
    try flush()
    let lie = Lie(entryIndex: count - 1, stepIndex: 0) { after, _ in after.lastBlock = SHA256.hash([1]) }
    liar = try Player(Self.liarAddress, genesis: genesis, telling: lie)
  }
}
