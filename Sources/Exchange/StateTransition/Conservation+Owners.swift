import Cryptography
import Ledger
import Merkle
import SSZ
import Units

extension State {
  /// Whose account or key is not where it should be: nil, unless there is a bug. O(owners + accounts).
  ///
  /// Sub-accounts are those of their owner, numbered from 0; isolated accounts are listed at the cross bucket that they
  /// belong to, one a market, and one that is suspended holds nothing; no account or key is found twice, or not at all.
  func ownershipViolation() throws(StateAccessError) -> String? {
    var scan = OwnershipScan(accounts: accounts.count, keys: sessionKeys.count)
    for (index, owner) in owners.known { try scan.count(owner, at: index, in: self) }
    if let violation = scan.violation { return violation }
    guard scan.accountCount == accounts.count else { return "an account belongs to nobody" }
    return scan.keyCount == sessionKeys.count ? nil : "a session key is in nobody's slot"
  }
}

private struct OwnershipScan {
  private var isAccountSeen: [Bool]
  private var isKeySeen: [Bool]
  private(set) var accountCount: UInt64 = 0
  private(set) var keyCount: UInt64 = 0
  private(set) var violation: String?

  init(accounts: UInt64, keys: UInt64) {
    isAccountSeen = Array(repeating: false, count: Int(accounts))
    isKeySeen = Array(repeating: false, count: Int(keys))
  }

  mutating func count(_ owner: Owner, at index: UInt64, in state: State) throws(StateAccessError) {
    for link in owner.keys.elements { if let key = link.index { countKey(key) } }
    let directory = try owner.directory.index.map { place throws(StateAccessError) in
      try state.directories.read(place)
    }
    for number in 0..<owner.subAccountCount {
      let listed = directory?.accounts[Int(number)]
      if number == 0, let listed, listed != Link(owner.firstAccount.index) {
        violation = "owner \(index) lists another sub-account 0 than its own"
      }
      guard let place = number == 0 ? owner.firstAccount.index : listed?.index, countAccount(place) else {
        return violation = "sub-account \(number) of owner \(index) is missing"
      }
      let account = try state.accounts.read(place)
      if account.owner.index != index || UInt32(account.subAccount) != number || account.isIsolated {
        violation = "account \(place) is not sub-account \(number) of owner \(index)"
      }
      try countIsolated(besides: account, at: place, in: state)
    }
  }

  private mutating func countIsolated(
    besides cross: Account, at place: UInt64, in state: State
  ) throws(StateAccessError) {
    var (link, markets) = (cross.nextIsolated, UInt64(0))
    while let index = link.index {
      guard countAccount(index) else { return violation = "account \(place) lists its isolated accounts wrongly" }
      let account = try state.accounts.read(index)
      guard let market = account.isolatedMarket.index, market < state.markets.count, markets >> market & 1 == 0,
        account.crossAccount.index == place, account.owner == cross.owner, account.subAccount == cross.subAccount
      else { return violation = "account \(index) is no isolated account of account \(place)" }
      if account.isSuspended, account.cash != .zero || account.firstPosition != .none {
        violation = "account \(index) is suspended, and holds something"
      }
      if !account.isSuspended, try holds(cross, market, in: state) {
        violation = "account \(place) trades a market that is isolated"
      }
      if !account.collateral.isZero { violation = "the isolated account \(index) has collateral" }
      markets |= 1 << market
      link = account.nextIsolated
    }
  }

  private func holds(_ account: Account, _ market: UInt64, in state: State) throws(StateAccessError) -> Bool {
    var link = account.firstPosition
    while let index = link.index {
      let position = try state.positions.read(index)
      if position.market.index == market { return true }
      link = position.next
    }
    return false
  }

  /// Whether there is such an account, and it was not found before.
  private mutating func countAccount(_ place: UInt64) -> Bool {
    guard place < isAccountSeen.count, !isAccountSeen[Int(place)] else { return false }
    isAccountSeen[Int(place)] = true
    accountCount += 1
    return true
  }

  private mutating func countKey(_ place: UInt64) {
    guard place < isKeySeen.count, !isKeySeen[Int(place)] else {
      return violation = "key \(place) has no slot of its own"
    }
    isKeySeen[Int(place)] = true
    keyCount += 1
  }
}
