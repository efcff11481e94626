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
  /// The session key through which it trades; nil: it signs everything itself.
  let delegate: Delegate?

  /// - Parameters:
  ///   - index: its place in the population, from which the keys follow.
  ///   - draws: decide about its character.
  init(_ role: Role, index: Int, owner: OwnerID, markets: [MarketID], _ draws: KeyedDraws) {
    var draws = draws
    self.owner = owner
    key = DerivedKeys.key(domain: "plimsoll/population", index: UInt64(index))
    address = key.address
    let strategy: any Strategy =
      switch role {
      case .maker: MarketMaker(&draws)
      case .long: LeveragedTrader(.buy, in: markets, &draws)
      case .short: LeveragedTrader(.sell, in: markets, &draws)
      case .noise: NoiseTrader(&draws)
      }
    self.strategy = strategy
    delegate = strategy.usesSessionKey ? Delegate(index: index, deposit: strategy.deposit) : nil
  }

  /// What it brings: quote atoms, and lots of the collateral asset worth as much, if it has some of that.
  ///
  /// - Parameter lotPrice: of the collateral asset; nil: there is none.
  func deposit(lotPrice: Price?) -> (atoms: UInt64, lots: UInt64) {
    let atoms = UInt64(strategy.deposit.atoms)
    guard let lotPrice, strategy.bringsCollateral else { return (atoms, 0) }
    return (atoms, atoms / lotPrice.atomsPerLot)
  }

  /// What it wants for the block after `state`, with the nonces that follow its last one. Nothing before its deposit
  /// has arrived, or if the owner number went to somebody else.
  func requests(after state: State, _ outlook: Outlook, _ draws: KeyedDraws) -> [Request] {
    guard owner.index < state.owners.count else { return [] }
    let record = state.known { state throws(StateAccessError) in try state.owners.read(owner.index) }
    guard record.address == address else { return [] }
    var draws = draws
    let actions = strategy.actions(state.standing(of: owner), outlook, &draws)
    guard let delegate, !actions.isEmpty else { return signed(actions, record) }
    switch delegate.turn(record, in: state, outlook, &draws) {
    case .owner(let change): return signed([change] + actions, record)
    case .session(let generation, let nonce):
      return actions.enumerated().map { (offset, action) in
        let nonce = nonce + UInt64(offset)
        let transaction = delegate.transaction(action, for: owner, generation: generation, nonce: nonce)
        return Request(transaction: transaction, key: delegate.key)
      }
    }
  }

  private func signed(_ actions: [Action], _ record: Owner) -> [Request] {
    actions.enumerated().map { (offset, action) in
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
