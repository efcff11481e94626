import Cryptography
import Ledger
import Units

/// Says what an account may take out, for the L1: what a contract's verifier is on a real one.
public protocol ExitAppraiser: Sendable {
  /// What `account` is worth in the machine with this root, between blocks.
  ///
  /// - Throws: if the proof does not show it. That says nothing about the account.
  func value(
    of account: AccountID, in machineRoot: Bytes32, proof: [UInt8]
  ) throws(ExitProofFault) -> ExitValue
}

/// What an account may take out, and who receives it.
public struct ExitValue: Equatable, Sendable {
  /// The owner's address; zero for the exchange's own accounts.
  public var recipient: Address
  /// Quote atoms: cash and the value of positions at their marks, never below zero.
  public var atoms: UInt64
  /// Lots of the collateral asset, less what covers a negative rest.
  public var lots: UInt64

  public init(recipient: Address, atoms: UInt64, lots: UInt64) {
    self.recipient = recipient
    self.atoms = atoms
    self.lots = lots
  }
}

/// Why a proof does not show what an account is worth.
public enum ExitProofFault: Error, Equatable, Sendable {
  case undecodable
  /// It is a proof of another machine.
  case wrongRoot(expected: Bytes32, found: Bytes32)
  /// The value depends on what it leaves out.
  case incomplete
  /// It holds what the value does not depend on.
  case superfluous
  /// There is no such account.
  case noSuchAccount
  /// No chain of states leads to what it shows.
  case impossibleState
  /// This chain was made without an appraiser.
  case noAppraiser
}

/// For chains that nobody leaves.
public struct NoAppraiser: ExitAppraiser {
  public init() {}

  public func value(
    of account: AccountID, in machineRoot: Bytes32, proof: [UInt8]
  ) throws(ExitProofFault) -> ExitValue { throw .noAppraiser }
}
