import Cryptography
import Ledger
import Margin
import Merkle
import MockL1
import StateTransition
import Units

extension State {
  /// What an account may take out if the rollup has ended with this state.
  ///
  /// An account is the unit: an isolated position and the bucket beside it leave each on its own, as they answer each for
  /// itself. Its positions count at their marks, with funding and losses up to the end; orders count nothing.
  ///
  /// The state may be one that somebody made up, and of which he proves every bit: what is read is checked before it is
  /// counted with.
  ///
  /// - Throws: `.incomplete` where something that counts is not known, `.noSuchAccount`, or `.impossibleState`.
  public func exitValue(of id: AccountID) throws(ExitProofFault) -> ExitValue {
    guard id.index < accounts.count else { throw .noSuchAccount }
    let account = try reading { () throws(StateAccessError) in try accounts.read(id.index) }
    let owner = try reading { () throws(StateAccessError) in try owners.read(account.owner.index) }
    guard account.cash.isPossible, account.collateral.lots < CollateralRules.lotLimit else { throw .impossibleState }
    let equity = MicroAtoms(account.cash).adding(try worth(ofPositionsFrom: account.firstPosition, of: id))
    let left = FinalSettlement(equity, account.collateral, parameters.collateral, at: collateral.price)
    return ExitValue(
      recipient: owner.address, atoms: UInt64(clamping: left.cash.atoms), lots: left.collateral.lots)
  }

  /// Positions of an account are in the order of their markets, so there is an end to them.
  private func worth(ofPositionsFrom first: Link, of id: AccountID) throws(ExitProofFault) -> MicroAtoms {
    var sum = MicroAtoms.zero
    var (link, nextMarket) = (first, UInt64(0))
    while let index = link.index {
      let position = try reading { () throws(StateAccessError) in try positions.read(index) }
      guard position.account == id, position.market.index >= nextMarket else { throw .impossibleState }
      sum = sum.adding(try worth(of: position))
      (link, nextMarket) = (position.next, position.market.index + 1)
    }
    return sum
  }

  private func worth(of position: Position) throws(ExitProofFault) -> MicroAtoms {
    guard !position.size.isZero else { return .zero }
    let market = try reading { () throws(StateAccessError) in try markets.read(position.market.index) }
    guard let mark = market.mark, position.isPossible, market.isPossible else { throw .impossibleState }
    return position.worth(in: market, at: mark)
  }

  /// Behind the end of a list is nothing, in any state: only a false link leads there.
  private func reading<T>(_ read: () throws(StateAccessError) -> T) throws(ExitProofFault) -> T {
    do throws(StateAccessError) { return try read() } catch {
      switch error {
      case .blinded: throw .incomplete
      case .outside, .contradictory: throw .impossibleState
      }
    }
  }
}

// Bounds far outside of what a chain comes to, within which the sum over 64 markets fits 128 bits: costs and cash come to
// 65 × 2^118 micro-atoms, notionals to 64 × 2^104, funding and losses to 2 × 64 × 2^40 × 2^79.

extension Notional {
  fileprivate var isPossible: Bool { atoms.magnitude < 1 << 98 }
}

extension MicroAtoms {
  /// As an index of a market: 2^78 micro-atoms a lot.
  fileprivate var isPossibleIndex: Bool { rawValue.magnitude < 1 << 78 }
}

extension Position {
  fileprivate var isPossible: Bool {
    size.magnitude < Quantity(lots: Quantity.limit) && cost.isPossible && fundingIndex.isPossibleIndex
      && lossIndex.isPossibleIndex
  }
}

extension Market {
  fileprivate var isPossible: Bool { fundingIndex.isPossibleIndex && lossIndex.isPossibleIndex }
}
