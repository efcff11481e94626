import Cryptography
import Ledger
import SSZ
import Threading
import Units

/// Agents that trade by signed transactions: makers, leveraged longs and shorts, and noise.
///
/// What they send in a block is a function of seed, state and block number. Agent i has the key that follows from i and
/// the owner number `firstOwner + i`: the caller puts the `deposits` through the L1 inbox, in their order and without
/// another new owner between them. Until an agent's deposit has arrived it does nothing.
public struct Population: Sendable {
  private let agents: [Agent]
  private let generator: KeyedGenerator
  private var calendar: WakeCalendar
  private let collateral: CollateralRules

  /// The most agents that owner numbers and a block's items have room for.
  public static let sizeLimit = 100_000

  /// - Parameters:
  ///   - size: `0 ... sizeLimit`. Of a larger population with the same seed, the first agents are these.
  ///   - markets: where they trade.
  ///   - collateral: the asset that some bring beside USDC; none, if it is not enabled.
  public init(
    seed: UInt64, size: Int, markets: [MarketID], firstOwner: OwnerID, collateral: CollateralRules = CollateralRules()
  ) {
    precondition((0...Self.sizeLimit).contains(size), "a population of no possible size")
    let traits = KeyedGenerator(seed: seed, stream: "population/traits")
    let roles = markets.isEmpty ? [] : Role.all(count: size)
    agents = Array(roles.enumerated()).mapInParallel { (index, role) in
      Agent(
        role, index: index, owner: OwnerID(firstOwner.rawValue + UInt32(index)), markets: markets,
        traits.draws(number: UInt64(index), index: 0))
    }
    self.collateral = collateral
    generator = KeyedGenerator(seed: seed, stream: "population/actions")
    calendar = WakeCalendar(
      periods: agents.map { type(of: $0.strategy).periodBlocks },
      generator: KeyedGenerator(seed: seed, stream: "population/wakes"))
  }

  /// What each agent brings, by owner number; the collateral asset of an agent behind its USDC.
  public var deposits: [Deposit] {
    let lotPrice = collateral.isEnabled ? CustomaryPrice.price(of: collateral) : nil
    return agents.flatMap { agent in
      let (atoms, lots) = agent.deposit(lotPrice: lotPrice)
      let money = Deposit(owner: agent.owner, address: agent.address, amount: atoms)
      guard lots > 0 else { return [money] }
      return [money, Deposit(owner: agent.owner, address: agent.address, asset: .collateral, amount: lots)]
    }
  }

  /// Encodings of the `SignedTransaction`s for the block after `state`: by agent, and of each agent by rising nonce.
  ///
  /// - Precondition: the whole state is known.
  public mutating func transactions(after state: State) -> [ByteList<16_384>] {
    let block = state.clock.blockNumber + 1
    let outlook = Outlook(on: state)
    let requests = calendar.agents(wakingIn: block).flatMap { index in
      agents[index].requests(after: state, outlook, generator.draws(number: UInt64(index), index: block))
    }
    let domain = SigningDomain(state.parameters)
    return requests.mapInParallel { request in
      let bytes = domain.sign(request.transaction, with: request.key).encoded()
      guard let item = try? ByteList<16_384>(bytes) else { preconditionFailure("an agent's transaction is too long") }
      return item
    }
  }
}
