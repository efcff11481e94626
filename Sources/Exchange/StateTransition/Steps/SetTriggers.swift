import Ledger
import Matching
import Merkle
import Units

extension Execution {
  mutating func setNextTrigger(into journal: inout Journal) throws(StateAccessError) {}
}
