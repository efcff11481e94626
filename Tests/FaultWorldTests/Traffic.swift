import Cryptography
import Ledger
import Node
import SSZ
import Sequencing
import Simulation
import StateTransition
import Units

/// Prices, and a few traders.
struct Traffic {
  private var prices: ProcessFeed
  private var population: Population
  private let publishers: PublisherSet

  static let users = DevelopmentKeys.all.prefix(4).map(\.address)

  init(seed: UInt64, _ engine: Engine) {
    prices = ProcessFeed(walkingFrom: engine.state, seed: seed)
    population = Population(
      seed: seed, size: 6, markets: [MarketID(0), MarketID(1)],
      firstOwner: OwnerID(UInt32(Owner.Reserved.allCases.count + Self.users.count)),
      collateral: engine.genesis.genesis.parameters.collateral)
    publishers = PublisherSet(count: Int(engine.genesis.genesis.parameters.publisherCount), seed: seed)
  }

  /// Everybody's first deposit.
  func deposit(to engine: Engine) {
    for user in Self.users { engine.deposit(1_000_000_000_000, from: user, to: user) }
    for deposit in population.deposits {
      engine.deposit(deposit.amount, of: deposit.asset, from: DevnetKeys.faucet.address, to: deposit.address)
    }
  }

  mutating func seal(on engine: Engine, at timestampMs: UInt64) throws -> SealedBlock {
    let time = max(timestampMs, engine.sequencer.earliestTimestampMs)
    let reports = publishers.reports(of: prices.next()?.prices ?? [], after: engine.state, at: time)
    for item in PreparedInputs.items(population.transactions(after: engine.state), domain: engine.domain) {
      _ = engine.admit(item)
    }
    return try engine.seal(at: time, reports: PreparedInputs.reports(reports, domain: engine.domain))
  }
}
