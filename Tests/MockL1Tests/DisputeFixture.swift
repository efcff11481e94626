import Cryptography
import Ledger
import MockL1
import SSZ

/// Trees of 3 + 3 levels, and a hundred seconds on each clock.
func smallRules(_ change: (inout DisputeRules) -> Void = { _ in }) -> DisputeRules {
  var rules = DisputeRules()
  rules.batchLevels = 3
  rules.stepLevels = 3
  rules.clockMs = 100_000
  rules.extensionMs = 20_000
  rules.baseBondAtoms = 10
  rules.bondAtomsPerLevel = 1
  rules.payoutDelayMs = 5_000
  change(&rules)
  return rules
}

func root(_ number: UInt8) -> Bytes32 { Bytes32([UInt8](repeating: number, count: 32)) }

extension L1Chain {
  /// A chain with `entryCount` entries, and time 1,000,000.
  static func withEntries(_ entryCount: Int, _ rules: DisputeRules = smallRules()) throws -> L1Chain {
    var chain = try newChain(disputes: rules)
    for number in 0..<entryCount {
      chain.post([UInt8(number)])
      _ = chain.mine()
    }
    chain.mine(at: 1_000_000)
    return chain
  }

  /// Makes a claim in a block at `timestampMs`, which defaults to a millisecond later.
  @discardableResult
  mutating func claimNow(
    _ machineRoot: Bytes32, entry: UInt64, parent: Link = .none, from sender: Address = sequencer,
    at timestampMs: UInt64? = nil
  ) -> L1Outcome? {
    claim(entry: entry, parent: parent, from: sender) { $0.machineRoot = machineRoot }
    return mine(at: timestampMs ?? head.block.timestampMs + 1).outcomes.last
  }

  /// Makes a move in a block at `timestampMs`, which defaults to a millisecond later.
  @discardableResult
  mutating func moveNow(
    _ machineRoot: Bytes32, answering move: UInt64, isAttack: Bool = true, from sender: Address = alice,
    at timestampMs: UInt64? = nil
  ) -> L1Outcome? {
    let identity = contracts.disputes[move].identity
    submit(.move(MoveCall(answering: identity, isAttack: isAttack, machineRoot: machineRoot)), from: sender)
    return mine(at: timestampMs ?? head.block.timestampMs + 1).outcomes.last
  }

  @discardableResult
  mutating func resolveNow(_ move: UInt64, at timestampMs: UInt64? = nil) -> L1Outcome? {
    submit(.resolve(ResolveCall(move: contracts.disputes[move].identity)), from: bob)
    return mine(at: timestampMs ?? head.block.timestampMs + 1).outcomes.last
  }

  @discardableResult
  mutating func payNow(_ move: UInt64, at timestampMs: UInt64? = nil) -> L1Outcome? {
    submit(.claimCredit(ClaimCreditCall(move: contracts.disputes[move].identity)), from: bob)
    return mine(at: timestampMs ?? head.block.timestampMs + 1).outcomes.last
  }

  /// Where each claim stands.
  var statuses: [ClaimStatus?] { (0..<UInt64(contracts.claims.all.count)).map { contracts.claims.status(of: $0) } }
}
