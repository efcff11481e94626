import Cryptography
import JSON
import Ledger
import Merkle
import SSZ
import Units

/// One sub-account: its cross bucket, and the markets that have collateral of their own.
struct AccountView {
  let state: State
  let owner: OwnerID
  let subAccount: UInt8

  /// - Precondition: the owner exists.
  /// - Throws: that it has no such sub-account.
  init(state: State, owner: OwnerID, subAccount: UInt8 = 0) throws(RPCError) {
    (self.state, self.owner, self.subAccount) = (state, owner, subAccount)
    let count = record.subAccountCount
    guard subAccount < count else {
      throw .rejected(
        "UNKNOWN_SUB_ACCOUNT", "owner \(owner.rawValue) has \(count) sub-account\(count == 1 ? "" : "s"), from 0",
        ["subAccountCount": .count(count), "subAccount": .count(subAccount)])
    }
  }

  private var record: Owner { state.known { state throws(StateAccessError) in try state.owners.read(owner.index) } }

  /// The sub-account's cross bucket.
  var cross: AccountID { state.accounts(of: record)[Int(subAccount)] }

  var json: JSONValue {
    let (record, units) = (record, TradingUnits(state))
    let cross = cross
    var object = JSONObject()
    object["owner"] = .count(owner.rawValue)
    object["address"] = .string(record.address.checksummed)
    object["subAccount"] = .count(subAccount)
    object["subAccounts"] = .count(record.subAccountCount)
    object["account"] = .count(cross.rawValue)
    object["block"] = .count(state.clock.blockNumber)
    object["nextNonce"] = .count(record.nonces.next)
    for member in BucketView(state: state, id: cross, units: units).members { object[member.key] = member.value }
    object["isolated"] = .array(isolated(of: cross).map { isolatedJSON($0, units) })
    return .object(object)
  }

  /// The isolated accounts that are in use.
  private func isolated(of cross: AccountID) -> [AccountID] {
    state.known { state throws(StateAccessError) in
      var accounts: [AccountID] = []
      var link = try state.accounts.read(cross.index).nextIsolated
      while let index = link.index {
        let account = try state.accounts.read(index)
        if !account.isSuspended { accounts.append(AccountID(UInt32(index))) }
        link = account.nextIsolated
      }
      return accounts
    }
  }

  private func isolatedJSON(_ id: AccountID, _ units: TradingUnits) -> JSONValue {
    let account = state.known { state throws(StateAccessError) in try state.accounts.read(id.index) }
    var object = JSONObject()
    if let market = account.isolatedMarket.index { object["market"] = .string(units.markets[Int(market)].rules.name) }
    object["account"] = .count(id.rawValue)
    for member in BucketView(state: state, id: id, units: units).members { object[member.key] = member.value }
    return .object(object)
  }
}

extension State {
  /// The cross buckets of an owner's sub-accounts, by number.
  func accounts(of owner: Owner) -> [AccountID] {
    guard let directory = owner.directory.index else { return [owner.firstAccount] }
    let accounts = known { state throws(StateAccessError) in try state.directories.read(directory).accounts }
    return [owner.firstAccount]
      + (1..<Int(owner.subAccountCount)).compactMap { accounts[$0].index.map { AccountID(UInt32($0)) } }
  }
}
