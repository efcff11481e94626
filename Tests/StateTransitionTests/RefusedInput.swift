import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition
import Testing
import Units

/// An input that must be refused: the reason, the two values that disagree, and how it comes about.
struct RefusedInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let refusal: Refusal
  /// Makes the world in which it is refused.
  let prepare: @Sendable (inout TestExchange) throws -> Void
  let submit: @Sendable (inout TestExchange) throws -> Void

  init(
    _ description: String, _ reason: Refusal.Reason, _ limit: Int128 = 0, _ found: Int128 = 0,
    prepare: @escaping @Sendable (inout TestExchange) throws -> Void = { _ in },
    submit: @escaping @Sendable (inout TestExchange) throws -> Void
  ) {
    testDescription = "\(reason): \(description)"
    refusal = Refusal(reason, limit: limit, found: found)
    self.prepare = prepare
    self.submit = submit
  }

  /// The same block with the input and without it.
  struct Outcome {
    var with: TestExchange
    var without: TestExchange
    let journal: Journal
  }

  /// Three users with 100 USDC each, in the world in which the input is refused.
  func prepared() throws -> TestExchange {
    var exchange = try TestExchange.funded(users: 3, atoms: 100_000_000)
    try prepare(&exchange)
    return exchange
  }

  func carryOut() throws -> Outcome {
    let exchange = try prepared()
    var (with, without) = (exchange, exchange)
    try submit(&with)
    let journal = try with.block()
    try without.block()
    return Outcome(with: with, without: without, journal: journal)
  }

  static let items =
    `An item that nobody is known to have signed`.rows + `A transaction that is refused`.rows
    + `An order or a batch that is refused`.rows + RefusedSessionKeys.outOfScope
    + `A stop or a switch that is refused`.rows

  static let all =
    items + `A price report that is refused`.rows + `A publisher that contradicts itself`.rows
    + `A message of the L1 that cannot be carried out`.rows
}

extension Execution {
  /// Its state's root, for comparison with another's.
  var stateRoot: Bytes32 {
    var copy = state
    return copy.root()
  }
}
