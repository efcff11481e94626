import Cryptography
import Ledger
import Merkle
import MockL1
import Node
import SSZ
import Sequencing
import Settlement
import Storage
import Units

/// A chain of five batches with right claims about all but the last ones, on an L1 that can judge.
struct ChallengeScene {
  let genesis: DevnetGenesis
  let l1: ChainInProcess
  private let state: State

  static let (liar, challenger) = (DevelopmentKeys.all[3].address, DevelopmentKeys.all[4].address)

  init() throws {
    genesis = DevnetGenesis.standard.starting(at: 1_700_000_000_000)
    state = try genesis.genesis.state()
    let store = NodeStore()
    let engine = try Engine.open(genesis, policy: Engine.Policy(batchIntervalMs: 2_000), store: store)
    for key in DevelopmentKeys.all.prefix(3) { engine.deposit(1_000_000, from: key.address, to: key.address) }
    while engine.l1.contracts.batchInbox.entryCount < 5 {
      _ = try engine.seal(at: engine.state.clock.timestampMs + 250, reports: [])
    }
    try engine.flush()
    var batches = Sidecars()
    for entry in try store.l1.entries(from: 0, limit: 5) { batches.insert(entry.data) }
    var chain = try L1Chain(
      genesis: genesis.l1, judge: MachineJudge(rules: genesis.rules), appraiser: MarginAppraiser(),
      replaying: engine.l1.blocks.dropFirst().map(\.block))
    chain.sidecars = batches
    l1 = ChainInProcess(chain, batches: batches)
  }

  func trace(telling lie: Lie? = nil) throws -> MachineTrace {
    var trace = MachineTrace(genesis: state, rules: genesis.rules, lie: lie)
    var batches = Sidecars()
    for entry in l1.chain.contracts.batchInbox.entries {
      if let data = try l1.batch(entry.dataHash) { batches.insert(data) }
    }
    try trace.follow(l1.chain.contracts, reading: batches)
    return trace
  }

  func erin(proposing: Bool = false) throws -> L1Challenger {
    try L1Challenger(genesis, playing: Self.challenger, proposing: proposing)
  }

  /// In the middle of the third batch the fee vault is given money.
  static let lie = Lie(entryIndex: 2, stepIndex: 9) { execution, _ in
    let index = Owner.Reserved.feeVault.account.index
    do {
      var account = try execution.state.accounts.read(index)
      account.cash = account.cash.adding(Notional(atoms: 1))
      try execution.state.accounts.write(account, at: index)
    } catch { preconditionFailure("a state that is known as a whole was blinded") }
  }

  /// Dave claims what his lying trace says, once, and defends that as well as he can.
  func playLiar(_ lies: MachineTrace) throws {
    let contracts = l1.chain.contracts
    guard contracts.claims.all.contains(where: { $0.claimant == Self.liar }) else {
      let proposer = Proposer(claimant: Self.liar, bondAtoms: genesis.l1.minimumBondAtoms)
      for call in [try proposer.nextClaim(in: contracts, by: lies)].compactMap({ $0 }) {
        l1.chain.submit(call, from: Self.liar)
      }
      return
    }
    for game in DisputedGame.unfinished(in: contracts.disputes) {
      guard contracts.claims.all[Int(game.claimIndex)].claimant == Self.liar else { continue }
      let calls = try HonestPlayer(trace: lies).calls(
        in: game, of: contracts, at: l1.chain.head.block.timestampMs + 1)
      for call in calls { l1.chain.submit(call, from: Self.liar) }
    }
  }

  /// What dave's claim has come to; nil before he makes it.
  var verdict: ClaimStatus? {
    let claims = l1.chain.contracts.claims
    let index = claims.all.lastIndex { $0.claimant == Self.liar }
    return index.flatMap { claims.status(of: UInt64($0)) }
  }
}

extension L1Challenger {
  /// Takes turns until there is nothing more to see.
  mutating func catchUp(_ l1: some L1Access) throws -> [ChallengerNote.Fact] {
    var facts: [ChallengerNote.Fact] = []
    while true {
      let turn = try turn(on: l1)
      facts += turn.notes.map(\.fact)
      if turn.isCaughtUp { return facts }
    }
  }
}
