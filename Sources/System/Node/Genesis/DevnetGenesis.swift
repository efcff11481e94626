import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import Simulation
import Units

/// Everything that a chain and its L1 start from: the contents of `genesis.json`.
public struct DevnetGenesis: Equatable, Sendable {
  public var genesis: Genesis
  public var l1: L1Genesis
  public var rules: DerivationRules
  /// How far L1 blocks are apart; one is mined in a slot only when there is something to mine or time has passed.
  public var l1BlockTimeMs: UInt64
  public var l1ChainID: UInt64

  public init(
    genesis: Genesis, l1: L1Genesis, rules: DerivationRules, l1BlockTimeMs: UInt64, l1ChainID: UInt64
  ) {
    self.genesis = genesis
    self.l1 = l1
    self.rules = rules
    self.l1BlockTimeMs = l1BlockTimeMs
    self.l1ChainID = l1ChainID
  }

  /// The same chain, begun at another time.
  public func starting(at timestampMs: UInt64) -> DevnetGenesis {
    var copy = self
    copy.genesis.timestampMs = timestampMs
    copy.l1 = l1.starting(at: timestampMs)
    return copy
  }
}

/// Keys of a devnet's own roles. Public by design, like everything else about it.
public enum DevnetKeys {
  /// Signs blocks, posts batches and claims roots.
  public static let sequencer = DerivedKeys.key(domain: "plimsoll/sequencer", index: 0)
  /// Holds the money of the population until it is deposited.
  public static let faucet = DerivedKeys.key(domain: "plimsoll/faucet", index: 0)
}
