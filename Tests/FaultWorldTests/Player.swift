import Cryptography
import Ledger
import MockL1
import Settlement
import StateTransition

@testable import Node

/// Somebody with a trace who plays disputes on the L1: the honest challenger, or a liar who plays as well.
struct Player {
  let address: Address
  private(set) var trace: MachineTrace

  init(_ address: Address, genesis: DevnetGenesis, telling lie: Lie? = nil) throws {
    self.address = address
    trace = MachineTrace(genesis: try genesis.genesis.state(), rules: genesis.rules, lie: lie)
  }

  /// Does what is to be done now, unless something that was asked for waits still.
  ///
  /// - Parameter isClaiming: whether a root is claimed, too.
  mutating func play(on engine: Engine, reading archive: Sidecars, isClaiming: Bool = false) throws {
    let contracts = engine.l1.contracts
    try trace.follow(contracts, reading: archive)
    guard !engine.l1.pending.contains(where: { $0.sender == address }) else { return }
    var calls: [L1Call] = []
    if isClaiming {
      let proposer = Proposer(claimant: address, bondAtoms: engine.genesis.l1.minimumBondAtoms)
      if let claim = try proposer.nextClaim(in: contracts, by: trace) { calls.append(claim) }
    }
    let nextMs = engine.l1.head.block.timestampMs + 1
    calls += Challenger(address: address, trace: trace).plan(in: contracts, at: nextMs).calls
    for call in calls {
      if case .step(let step) = call, let data = archive[step.batchHash] { engine.l1.sidecars.insert(data) }
      engine.l1.submit(call, from: address)
    }
  }
}
