import Cryptography
import Ledger
import MockL1
import SSZ
import Settlement
import Simulation
import Units

/// Everything that a chain and its L1 start from: the contents of `genesis.json`.
public struct DevnetGenesis: Equatable, Sendable {
  public let genesis: Genesis
  /// Its disputes start from the machine that the rest describes.
  public let l1: L1Genesis
  public let rules: DerivationRules
  /// How far L1 blocks are apart; one is mined in a slot only when there is something to mine or time has passed.
  public let l1BlockTimeMs: UInt64
  public let l1ChainID: UInt64

  /// - Parameter l1: in which the root of the machine's beginning is put, whatever it had there.
  /// - Precondition: the genesis makes a state.
  public init(
    genesis: Genesis, l1: L1Genesis, rules: DerivationRules, l1BlockTimeMs: UInt64, l1ChainID: UInt64
  ) {
    self.genesis = genesis
    self.l1 = l1.disputing(from: Self.machineRoot(genesis, rules))
    self.rules = rules
    self.l1BlockTimeMs = l1BlockTimeMs
    self.l1ChainID = l1ChainID
  }

  /// The root of the machine before the L1's first entry: where claims start, and the disputes about them.
  private static func machineRoot(_ genesis: Genesis, _ rules: DerivationRules) -> Bytes32 {
    do throws(GenesisError) {
      var machine = Machine(genesis: try genesis.state(), rules: rules)
      return machine.root()
    } catch { preconditionFailure("a chain was to start from a genesis that is none: \(error)") }
  }

  /// The same chain, begun at another time.
  public func starting(at timestampMs: UInt64) -> DevnetGenesis {
    var begun = genesis
    begun.timestampMs = timestampMs
    return DevnetGenesis(
      genesis: begun, l1: l1.starting(at: timestampMs), rules: rules, l1BlockTimeMs: l1BlockTimeMs,
      l1ChainID: l1ChainID)
  }
}

/// Keys of a devnet's own roles. Public by design, like everything else about it.
public enum DevnetKeys {
  /// Signs blocks, posts batches and claims roots.
  public static let sequencer = DerivedKeys.key(domain: "plimsoll/sequencer", index: 0)
  /// Holds the money of the population until it is deposited.
  public static let faucet = DerivedKeys.key(domain: "plimsoll/faucet", index: 0)
}
