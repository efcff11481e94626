import Ledger
import Matching
import Merkle
import Units

extension Execution {
  mutating func fireTimer(into journal: inout Journal) throws(StateAccessError) { endPhase() }
}
