import Ledger
import SSZ
import Sequencing
import Simulation
import StateTransition
import Threading

/// Checks of signatures, on all cores. The result does not depend on how many there are.
public enum PreparedInputs {
  public static func reports(_ bytes: [ByteList<512>], domain: SigningDomain) -> [PooledReport] {
    bytes.mapInParallel { bytes in
      do throws(Refusal) { return try PooledReport(bytes.bytes, domain: domain) } catch {
        preconditionFailure("bytes that fit a block do not fit a block")
      }
    }
  }

  public static func items(_ bytes: [ByteList<16_384>], domain: SigningDomain) -> [PooledItem] {
    bytes.mapInParallel { bytes in
      do throws(Refusal) { return try PooledItem(bytes.bytes, domain: domain) } catch {
        preconditionFailure("bytes that fit a block do not fit a block")
      }
    }
  }

  /// A whole block, as derivation and replay take it up.
  public static func block(_ inputs: BlockInputs, domain: SigningDomain) -> KnownInputs {
    KnownInputs(
      inputs, reports: inputs.reports.elements.mapInParallel { SignedInput($0.bytes, domain: domain) },
      items: inputs.items.elements.mapInParallel { SignedInput($0.bytes, domain: domain) })
  }
}
