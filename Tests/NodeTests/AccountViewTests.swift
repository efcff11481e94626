import Cryptography
import JSON
import Ledger
import Merkle
import SSZ
import Testing
import Units

@testable import Node

@Suite struct `A sub-account as the node shows it` {
  private static let alice = DevelopmentKeys.all[0]

  /// An owner with a second sub-account, in which BTC-PERP is isolated, long 2 lots, and a stop waits.
  private static func state() throws -> State {
    var state = try DevnetGenesis.standard.starting(at: 1_000).genesis.state()
    var market = try state.markets.read(0)
    (market.markAtomsPerLot, market.fundingIndex) = (6_000_000, MicroAtoms(rawValue: 1_500_000))
    try state.markets.write(market, at: 0)
    var directory = SubAccountDirectory()
    directory.accounts[0] = Link(4)
    directory.accounts[1] = Link(5)
    _ = try state.directories.append(directory)
    _ = try state.sessionKeys.append(key())
    _ = try state.owners.append(owner())
    for account in accounts() { _ = try state.accounts.append(account) }
    var position = Position()
    (position.account, position.size) = (AccountID(6), SignedQuantity(lots: 2))
    (position.cost, position.firstOrder) = (Notional(atoms: 11_000_000), Link(0))
    _ = try state.positions.append(position)
    _ = try state.books[known: 0].orders.append(stop())
    return state
  }

  private static func owner() -> Owner {
    var owner = Owner()
    owner.address = alice.address
    owner.firstAccount = AccountID(4)
    owner.subAccountCount = 2
    owner.directory = Link(0)
    owner.keys[1] = Link(0)
    return owner
  }

  private static func key() -> SessionKey {
    var key = SessionKey()
    (key.address, key.generation) = (DevelopmentKeys.all[1].address, 3)
    (key.markets, key.actions) = (0b10, 0b110)
    key.notionalCap = Notional(atoms: 1_000_000)
    return key
  }

  /// The first sub-account, the second's cross bucket, and its isolated account.
  private static func accounts() -> [Account] {
    var (first, cross, isolated) = (Account(), Account(), Account())
    (first.owner, cross.owner, isolated.owner) = (OwnerID(4), OwnerID(4), OwnerID(4))
    (cross.subAccount, cross.nextIsolated, cross.cash) = (1, Link(6), Notional(atoms: 5_000_000))
    (isolated.subAccount, isolated.isolatedMarket, isolated.crossAccount) = (1, Link(0), AccountID(5))
    (isolated.cash, isolated.firstPosition) = (Notional(atoms: 3_000_000), Link(0))
    return [first, cross, isolated]
  }

  private static func stop() -> Order {
    var order = Order()
    (order.account, order.side, order.tick, order.triggerTick) = (AccountID(6), .sell, 580_000, 590_000)
    (order.remaining, order.sequence, order.band) = (Quantity(lots: 2), 1, Rate(partsPerMillion: 20_000))
    order.terms.place = .fallingStop
    order.terms.isReduceOnly = true
    order.terms.timeInForce = .immediateOrCancel
    return order
  }

  @Test func `shows its isolated markets beside the cross bucket`() throws {
    let view = try AccountView(state: try Self.state(), owner: OwnerID(4), subAccount: 1).json
    #expect(view["account"] == 5 && view["subAccount"] == 1 && view["subAccounts"] == 2)
    #expect(view["cash"] == "5" && view["positions"] == [] && view["orders"] == [])
    let isolated = try #require(view["isolated"]?[0])
    #expect(isolated["market"] == "BTC-PERP" && isolated["account"] == 6 && isolated["cash"] == "3")
    let position = try #require(isolated["positions"]?[0])
    // 2 lots × 1.5 atoms, rounded up.
    #expect(position["size"] == "0.0002" && position["fundingOwed"] == "0.000003")
    #expect(isolated["equity"] == "3.999997")
  }

  @Test func `shows a stop among its open orders, by the names of an action`() throws {
    let view = try AccountView(state: try Self.state(), owner: OwnerID(4), subAccount: 1).json
    #expect(
      view["isolated"]?[0]?["orders"]?[0] == [
        "orderId": "16777216", "market": "BTC-PERP", "side": "sell", "price": "58000", "remaining": "0.0002",
        "clientId": "0", "timeInForce": "ioc", "reduceOnly": true, "orderExpiryMs": 0, "selfTrade": "expireMaker",
        "preventsByOwner": false, "triggerPrice": "59000", "trigger": "stop", "band": "0.02",
      ])
  }

  @Test func `that is not open is refused with how many are`() throws {
    let state = try Self.state()
    #expect(try AccountView(state: state, owner: OwnerID(4)).json["account"] == 4)
    let error = #expect(throws: RPCError.self) {
      try AccountView(state: state, owner: OwnerID(4), subAccount: 2)
    }
    #expect(error?.data["reason"] == "UNKNOWN_SUB_ACCOUNT" && error?.data["subAccountCount"] == 2)
  }

  @Test func `belongs to an owner whose keys are shown with their scope`() throws {
    let owner = OwnerView(state: try Self.state(), id: OwnerID(4)).json
    #expect(owner["accounts"] == [4, 5])
    #expect(
      owner["keys"] == [
        [
          "slot": 2, "address": .string(DevelopmentKeys.all[1].address.checksummed), "generation": 3, "nextNonce": 1,
          "expiryMs": 0, "markets": ["ETH-PERP"], "actions": ["place", "cancel"], "notionalCap": "1",
        ]
      ])
  }
}
