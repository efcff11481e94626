import Cryptography
import Ledger
import MockL1
import SSZ
import Testing

@Suite struct `The status of a claim` {
  @Test func `is settled once nobody has answered for a whole clock and its parent is settled`() throws {
    var chain = try L1Chain.withEntries(2)
    chain.claimNow(root(1), entry: 0, at: 1_000_100)
    chain.claimNow(root(2), entry: 1, parent: Link(0), at: 1_000_200)
    #expect(chain.statuses == [.pending, .pending])
    #expect(chain.resolveNow(0, at: 1_100_099) == .reverted(.clockStillRuns(remainingMs: 1)))
    #expect(chain.resolveNow(1, at: 1_100_200) == .reverted(.parentUndecided(claimIndex: 0)))
    #expect(chain.resolveNow(0) == .resolved(moveIndex: 0, .stands))
    #expect(chain.statuses == [.settled, .pending])
    #expect(chain.resolveNow(1) == .resolved(moveIndex: 1, .stands))
    #expect(chain.statuses == [.settled, .settled])
    #expect(chain.contracts.claims.lastSettled == Link(1))
    #expect(chain.contracts.claims.status(of: 2) == nil)
  }

  @Test func `is challenged while an answer waits for a verdict, and defeated if that answer stands`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0)
    #expect(chain.moveNow(root(9), answering: 0) == .moved(moveIndex: 1))
    #expect(chain.statuses == [.challenged])
    #expect(chain.resolveNow(0, at: 1_200_000) == .reverted(.answersOpen(count: 1)))
    #expect(chain.resolveNow(1) == .resolved(moveIndex: 1, .stands))
    #expect(chain.resolveNow(0) == .resolved(moveIndex: 0, .countered))
    #expect(chain.statuses == [.defeated])
    #expect(chain.contracts.claims.lastSettled == .none)
  }

  @Test func `is inherited from a defeated parent at once, and costs the bond`() throws {
    var chain = try L1Chain.withEntries(3)
    chain.claimNow(root(1), entry: 0)
    chain.claimNow(root(2), entry: 1, parent: Link(0))
    chain.claimNow(root(3), entry: 2, parent: Link(1), from: bob)
    chain.moveNow(root(9), answering: 0)
    chain.resolveNow(3, at: 1_200_000)
    #expect(chain.statuses == [.challenged, .pending, .pending])
    chain.resolveNow(0)
    #expect(chain.statuses == [.defeated, .defeated, .defeated])
    let burned = chain.contracts.disputes.burnedAtoms
    #expect(chain.resolveNow(2) == .reverted(.parentUndecided(claimIndex: 1)))
    #expect(chain.resolveNow(1) == .resolved(moveIndex: 1, .stands))
    #expect(chain.resolveNow(2) == .resolved(moveIndex: 2, .stands))
    #expect(chain.statuses == [.defeated, .defeated, .defeated])
    #expect(chain.contracts.disputes.burnedAtoms == burned + 200)
    #expect(chain.payNow(2, at: 1_300_000) == .reverted(.nothingToPay(moveIndex: 2)))
    #expect(chain.contracts.accounts[bob].bondedAtoms == 0 && chain.contracts.accounts[bob].atoms == 900)
  }

  @Test func `is superseded where another was settled in its place, and the bond goes back`() throws {
    var chain = try L1Chain.withEntries(3)
    chain.claimNow(root(1), entry: 0)
    chain.claimNow(root(2), entry: 1, from: bob)
    chain.claimNow(root(3), entry: 2, parent: Link(1), from: bob)
    chain.resolveNow(0, at: 1_200_000)
    #expect(chain.statuses == [.settled, .superseded, .superseded])
    #expect(chain.resolveNow(1) == .resolved(moveIndex: 1, .stands))
    #expect(chain.resolveNow(2) == .resolved(moveIndex: 2, .stands))
    #expect(chain.statuses == [.settled, .superseded, .superseded])
    #expect(chain.payNow(1, at: 1_300_000) == .paid(moveIndex: 1, atoms: 100))
    #expect(chain.payNow(2) == .paid(moveIndex: 2, atoms: 100))
    #expect(chain.contracts.accounts[bob].atoms == 1_000)
    #expect(chain.contracts.claims.lastSettled == Link(0))
  }

  @Test func `is never settled beside the chain: later claims must build on its end`() throws {
    var chain = try L1Chain.withEntries(3)
    chain.claimNow(root(1), entry: 0)
    chain.resolveNow(0, at: 1_200_000)
    let outcomes = [
      chain.claimNow(root(2), entry: 1), chain.claimNow(root(2), entry: 1, parent: Link(0)),
      chain.claimNow(root(1), entry: 0),
    ]
    #expect(
      outcomes == [
        .reverted(.parentNotLastSettled(Link(0))), .claimed(claimIndex: 1), .reverted(.parentNotLastSettled(Link(0))),
      ])
  }

  @Test func `that lost does not keep others from saying the same again`() throws {
    var chain = try L1Chain.withEntries(1)
    chain.claimNow(root(1), entry: 0)
    chain.moveNow(root(9), answering: 0)
    #expect(chain.claimNow(root(1), entry: 0, from: bob) == .reverted(.claimedBefore(claimIndex: 0)))
    chain.resolveNow(1, at: 1_200_000)
    chain.resolveNow(0)
    #expect(chain.claimNow(root(1), entry: 0, from: bob) == .claimed(claimIndex: 1))
    #expect(chain.contracts.claims.identity(of: 0) != chain.contracts.claims.identity(of: 1))
    _ = chain.reorg(depth: 1)
    _ = chain.reorg(depth: 1)
    #expect(chain.claimNow(root(1), entry: 0, from: bob) == .reverted(.claimedBefore(claimIndex: 0)))
  }

  @Test func `is that of a claim on few enough entries, on the very parent that was meant`() throws {
    var chain = try L1Chain.withEntries(10)
    #expect(chain.claimNow(root(1), entry: 8) == .reverted(.tooManyEntries(limit: 8, found: 9)))
    #expect(chain.claimNow(root(1), entry: 7) == .claimed(claimIndex: 0))
    let meant = chain.contracts.claims.identity(of: 0)
    _ = chain.reorg(depth: 1)
    chain.claimNow(root(2), entry: 7, from: alice)
    let found = chain.contracts.claims.identity(of: 0)
    #expect(
      chain.outcome {
        $0.claim(entry: 8, parent: Link(0)) { $0.parentIdentity = meant }
      } == .reverted(.parentReplaced(expected: meant, found: found)))
    #expect(chain.claimNow(root(3), entry: 8, parent: Link(0)) == .claimed(claimIndex: 1))
  }
}
