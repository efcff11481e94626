import Ledger
import Matching
import Merkle
import Units

extension Execution {
  mutating func beginOperation(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {}
}
