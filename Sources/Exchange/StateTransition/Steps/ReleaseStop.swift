import Ledger
import Matching
import Merkle
import Units

extension Execution {
  mutating func releaseStop(into journal: inout Journal) throws(StateAccessError) { endPhase() }
}
