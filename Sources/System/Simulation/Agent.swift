import Cryptography
import Ledger
import Merkle
import Units

/// One member of a population: who it is on the chain, and how it decides.
struct Agent: Sendable {
  let owner: OwnerID
  let key: PrivateKey
  let address: Address
  let strategy: any Strategy

  /// - Parameters:
  ///   - index: its place in the population, from which the key follows.
  ///   - draws: decide about its character.
  init(_ role: Role, index: Int, owner: OwnerID, markets: [MarketID], _ draws: KeyedDraws) {
    var draws = draws
    self.owner = owner
    key = DerivedKeys.key(domain: "plimsoll/population", index: UInt64(index))
    address = key.address
    strategy =
      switch role {
      case .maker: MarketMaker(&draws)
      case .long: LeveragedTrader(.buy, in: markets, &draws)
      case .short: LeveragedTrader(.sell, in: markets, &draws)
      case .noise: NoiseTrader(&draws)
      }
  }

  /// What it wants for the block after `state`, with the nonces that follow its last one. Nothing before its deposit
  /// has arrived, or if the owner number went to somebody else.
  func requests(after state: State, _ quotes: [MarketQuote], _ draws: KeyedDraws) -> [Request] {
    guard owner.index < state.owners.count else { return [] }
    let record = state.known { state throws(StateAccessError) in try state.owners.read(owner.index) }
    guard record.address == address else { return [] }
    var draws = draws
    let actions = strategy.actions(state.standing(of: record.firstAccount), quotes, &draws)
    return actions.enumerated().map { (offset, action) in
      let nonce = record.nonces.next + UInt64(offset)
      return Request(transaction: Transaction(owner: owner, nonce: nonce, action: action), key: key)
    }
  }

  /// A transaction that is still to be signed.
  struct Request: Sendable {
    let transaction: Transaction
    let key: PrivateKey
  }
}
