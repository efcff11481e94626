import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import StateTransition
import TestSupport

extension TestRollup {
  mutating func force(_ action: ForcedAction, by user: Int) {
    chain.submit(.forceAction(ForceActionCall(ForcedRequest(action))), from: Self.key(user).address)
  }

  static func withdrawal(_ amount: UInt64) -> ForcedAction {
    var withdrawal = Withdraw()
    withdrawal.amount = amount
    return .withdraw(withdrawal)
  }

  /// Anything that can be forced.
  mutating func randomAction() -> ForcedAction {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: Self.withdrawal(.random(in: 0..<2_000, using: &random))
    case 1: .cancelAll(CancelAll(market: .random(in: 0...1, using: &random)))
    case 2: .revokeKey(RevokeKey(slot: .random(in: 0...1, using: &random)))
    default: .close(ClosePosition(market: 0))
    }
  }

  /// All blocks that follow from the L1 alone, and the machine's root behind the last.
  func derived() throws -> (blocks: [DerivedBlock], machine: Machine) {
    var (blocks, machine) = ([DerivedBlock](), self.machine)
    for _ in chain.contracts.batchInbox.entries {
      _ = try decodeNext(into: &machine)
      while let block = machine.deriveNext() { blocks.append(block) }
    }
    return (blocks, machine)
  }

  /// What a sequencer does when the L1 has changed: it takes over what follows from there, and makes its own blocks that
  /// do not stand any more once again. Nil if all of them stand.
  ///
  /// - Parameter isNewTerm: whether a new term begins with what is made again.
  mutating func followL1(isNewTerm: Bool = false) throws -> Rebuild? {
    let (canonical, inbox) = (try derived().blocks, chain.contracts.inbox)
    let standing = Rebuild.standingCount(
      of: blocks.map(\.header), on: canonical.map(\.header), reading: inbox)
    guard standing < max(blocks.count, canonical.count) else { return nil }
    let dropped = blocks[standing...].map { DroppedBlock($0.inputs, $0.header) }
    rewind(toBefore: UInt64(standing + 1))
    let lastValid = ChainTip(execution)
    for block in canonical.dropFirst(standing) { seal(block.inputs.inputs) }
    if isNewTerm { epoch += 1 }
    let rebuild = Rebuild(of: dropped, behind: lastValid, onto: ChainTip(execution), reading: inbox, epoch: epoch)
    for inputs in rebuild.blocks { seal(inputs) }
    return rebuild
  }

  /// Posts whatever the L1 does not have, if there is anything.
  mutating func postRest() throws {
    let posted = try derived().blocks.count
    if posted < blocks.count { post(try batch(from: UInt64(posted + 1))) }
  }
}
