import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import Storage
import TestSupport

@testable import Node

/// A sequencer with its L1, a follower, a challenger, a liar and traders, all of them in one process and in virtual time.
///
/// Every event follows from the seed. First there is a storm, then calm; what must be so in the end, `failures` says.
struct FaultWorld {
  let seed: UInt64
  let genesis: DevnetGenesis
  let store = NodeStore()
  var engine: Engine
  var random: SplitMix64
  var nowMs = WorldGenesis.startMs
  var traffic: Traffic
  var network = Network()
  var follower: Follower
  var challenger: Player
  var liar: Player?
  /// Bytes of all batches that were ever on the L1.
  var archive = Sidecars()
  /// No congestion begins before.
  var calmUntilMs: UInt64 = 0
  /// Whether the follower has seen the L1 as it is.
  var hasFollowed = false
  var evidence = Evidence()

  static let policy = Engine.Policy(batchIntervalMs: 3_000, finalityDepth: WorldGenesis.finalityDepth)
  static let challengerAddress = DevelopmentKeys.all[8].address
  static let liarAddress = DevelopmentKeys.all[9].address

  init(seed: UInt64) throws {
    self.seed = seed
    random = SplitMix64(seed: seed)
    genesis = try WorldGenesis.make()
    engine = try Engine.open(genesis, policy: Self.policy, store: store)
    traffic = Traffic(seed: seed, engine)
    let domain = engine.domain
    follower = Follower(
      genesis: try genesis.genesis.state(), rules: genesis.rules, sequencer: DevnetKeys.sequencer.address,
      finalityDepth: UInt64(WorldGenesis.finalityDepth)
    ) { PreparedInputs.block($0, domain: domain) }
    challenger = try Player(Self.challengerAddress, genesis: genesis)
    traffic.deposit(to: engine)
    try engine.mineL1()
    try flush()
  }

  /// Lives through a storm, in which somebody lies at least once, and the calm after it.
  mutating func run(turns: Int) throws {
    for turn in 0..<turns {
      try carryOut(turn == turns / 3 ? .wrongClaim : drawnEvent())
      if random.oneIn(2) { try flush() }
    }
    try calmDown()
  }

  /// Lives through what a test says. All of it is durable and seen by everybody.
  mutating func live(_ script: [Event]) throws {
    for event in script {
      try carryOut(event)
      try flush()
    }
  }

  /// Adds a line to the story: when it was, how far L1, unsafe, safe, finalized and settled heads were, and what happened.
  mutating func tell(_ what: String) {
    let (time, heads) = (nowMs - WorldGenesis.startMs, engine.heads)
    let place =
      "L1 \(engine.l1.head.block.number), L2 \(heads.unsafe)/\(heads.safe)/\(heads.finalized)/\(heads.settled)"
    evidence.story.append("\(time) ms, \(place): \(what)")
  }
}

/// What was seen in a world, to be held against what it comes to.
struct Evidence {
  var story: [String] = []
  var tally: [Fault: Int] = [:]
  /// Hashes of blocks that somebody took for final, by number.
  var finalBlocks: [UInt64: Bytes32] = [:]
  /// Items in the order in which they were first acknowledged.
  var acknowledged: [Bytes32] = []
  var known: Set<Bytes32> = []
  /// Hashes of the durable blocks of which the follower was told last, by number.
  var announced: [UInt64: Bytes32] = [:]
  /// How deep reorgs were.
  var depths: Set<Int> = []
  /// Batches that a reorg has removed.
  var removed: [BatchEntry] = []
  /// What must not be, and was.
  var failures: [String] = []

  mutating func count(_ fault: Fault, _ times: Int = 1) { tally[fault, default: 0] += times }

  mutating func noteFinal(_ number: UInt64, _ hash: Bytes32) {
    if let before = finalBlocks.updateValue(hash, forKey: number), before != hash {
      failures.append("block \(number) was final as \(before), and is \(hash)")
    }
  }

  mutating func acknowledge(_ items: [ByteList<16_384>]) {
    for item in items {
      let hash = SHA256.hash(item.bytes)
      if known.insert(hash).inserted { acknowledged.append(hash) }
    }
  }
}
